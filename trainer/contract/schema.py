"""The schema of a data set (FORMAT.md section 1) as plain, frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from trainer.contract import json_file
from trainer.contract.schema_validation import validate


@dataclass(frozen=True)
class Input:
    """How a row stands in the log; a table has neither separator, header nor trim."""

    format: str
    separator: str
    header: bool
    trim: bool
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """One column of the log, in its role; fields of other roles are None or empty.

    Attributes:
      name: the feature's name everywhere.
      role: `label`, `numeric`, `categorical`, `key`, `weight` or `ignore`.
      column: what the log's header calls it.
      type: numeric and weight: `integer` or `real`.
      fill: what a missing value becomes: a number, or a category.
      min_count: categorical: rarer values are unseen.
      max_size: categorical: at most so many values are kept; None is no limit.
      unseen: categorical: the id of an unseen value, up to 0.
      list_separator: categorical: what stands between two values of a row; None where
        a row has one value.
      embedding_dimension: categorical: the width of its embedding; None leaves it to
        the model.
      positive: label: the texts of the positive class.
      negative: label: the texts of the negative class.
    """

    name: str
    role: str
    column: str
    type: str | None = None
    fill: int | float | str | None = None
    min_count: int | None = None
    max_size: int | None = None
    unseen: int | None = None
    list_separator: str | None = None
    embedding_dimension: int | None = None
    positive: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cross:
    """Categorical columns whose ids models hash together.

    Attributes:
      columns: their names, in the order of the hash.
      buckets: how many different results the hash has.
    """

    columns: tuple[str, ...]
    buckets: int


@dataclass(frozen=True)
class Statistics:
    """What only the data can tell; `columns` maps a name to its figures."""

    rows: int
    columns: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Schema:
    """A data set, described once; `statistics` is there once it is resolved."""

    name: str
    input: Input
    columns: tuple[Column, ...]
    statistics: Statistics | None
    crosses: tuple[Cross, ...] = ()

    @property
    def label(self) -> Column | None:
        """The label, where there is one."""
        return self._only("label")

    @property
    def key(self) -> Column | None:
        """The column that names a row, where there is one."""
        return self._only("key")

    @property
    def weight(self) -> Column | None:
        """The weight of a row, where there is one."""
        return self._only("weight")

    @property
    def numeric(self) -> tuple[Column, ...]:
        """The numeric columns, in the order of the log."""
        return tuple(c for c in self.columns if c.role == "numeric")

    @property
    def categorical(self) -> tuple[Column, ...]:
        """The categorical columns, in the order of the log."""
        return tuple(c for c in self.columns if c.role == "categorical")

    @property
    def single_valued(self) -> tuple[Column, ...]:
        """The categorical columns of which a row has one value, in the log's order."""
        return tuple(c for c in self.categorical if c.list_separator is None)

    def weighing(self, feature: str | None) -> "Schema":
        """Returns the schema of records whose weight is this feature; None is none.

        The preparation makes a weight that is no column of the log where it leaves
        negative rows out; it comes last.
        """
        if feature == (self.weight and self.weight.name):
            return self
        columns = tuple(c for c in self.columns if c is not self.weight)
        if feature is not None:
            made = Column(feature, "weight", column=feature, type="real")
            columns = (*columns, made)
        return replace(self, columns=columns)

    @property
    def lists(self) -> tuple[Column, ...]:
        """The columns of which a row has any number of values, in the log's order."""
        return tuple(c for c in self.columns if c.list_separator is not None)

    def vocabulary_size(self, name: str) -> int:
        """Returns how many ids a categorical column of a resolved schema has."""
        return self.statistics.columns[name]["vocabulary_size"]

    def _only(self, role: str) -> Column | None:
        return next((c for c in self.columns if c.role == role), None)


def load(path: Path | str, resolved: bool = False) -> Schema:
    """Reads a schema from a JSON file.

    Args:
      path: the file.
      resolved: whether `statistics` must be there.

    Raises:
      ContractError: the file is not a schema; the text begins with the path.
    """
    return parse(Path(path).read_bytes(), str(path), resolved)


def parse(data: bytes, source: str, resolved: bool = False) -> Schema:
    """Reads a schema from the bytes of a JSON file, called `source` in messages."""
    with json_file.reading(source):
        return from_document(json_file.parse(data), resolved)


def from_document(document: Any, resolved: bool = False) -> Schema:
    """Checks a parsed JSON document and spells every default out.

    Raises:
      ContractError: with the message `POINTER: WHAT` of FORMAT.md section 1.
    """
    validate(document, resolved)
    statistics = document.get("statistics")
    return Schema(
        name=document["name"],
        input=_input(document["input"]),
        columns=tuple(_column(column) for column in document["columns"]),
        statistics=statistics and Statistics(statistics["rows"], statistics["columns"]),
        crosses=tuple(
            Cross(tuple(cross["columns"]), cross["buckets"])
            for cross in document.get("crosses", [])
        ),
    )


def _input(given: Mapping[str, Any]) -> Input:
    return Input(
        format=given["format"],
        separator=given.get("separator", "\t"),
        header=given.get("header", False),
        trim=given.get("trim", False),
        missing=tuple(given.get("missing", [""])),
    )


_DEFAULTS = {
    "label": {"positive": ["1"], "negative": ["0"]},
    "numeric": {"type": "integer", "fill": -10},
    "categorical": {
        **{"fill": "-10", "min_count": 1, "max_size": None, "unseen": 0},
        "embedding_dimension": None,
    },
    "weight": {"type": "real"},
    "key": {},
    "ignore": {},
}


def _column(given: Mapping[str, Any]) -> Column:
    fields = {"column": given["name"], **_DEFAULTS[given["role"]], **given}
    values = fields.pop("list", None)
    fields["list_separator"] = values and values["separator"]
    return Column(
        **{k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}
    )
