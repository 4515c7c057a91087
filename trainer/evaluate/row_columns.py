"""Columns of the evaluate rows, kept while the rows pass by to be scored."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from trainer.contract.errors import UsageError
from trainer.contract.nearest import nearest
from trainer.contract.schema import Column, Schema
from trainer.feature_types import lengths_name


class RowColumn(NamedTuple):
    """A feature of N rows.

    Attributes:
      values: numbers or ids, [N]; of lists, those of all rows one after the other, [V].
      lengths: of lists, how many values each row has, [N]; None elsewhere.
    """

    values: np.ndarray
    lengths: np.ndarray | None


class RowColumns:
    """Keeps the columns that it is told of every batch that it is shown."""

    def __init__(self, schema: Schema, names: Sequence[str]):
        """Takes the names of features of the schema."""
        self._columns = {name: feature(schema, name) for name in names}
        self._numeric = [column.name for column in schema.numeric]
        self._single = [column.name for column in schema.single_valued]
        self._kept: dict[str, list[np.ndarray]] = {}

    def keep(self, features: Mapping[str, Any]) -> None:
        """Keeps the columns of a batch, as `trainer.inputs` makes it."""
        for name, column in self._columns.items():
            if column.role == "numeric":
                self._add(name, features["numeric"][:, self._numeric.index(name)])
            elif column.list_separator is None:
                self._add(name, features["ids"][:, self._single.index(name)])
            else:
                self._add(name, features["lists"][name])
                lengths = lengths_name(name)
                self._add(lengths, features["lists"][lengths])

    def column(self, name: str) -> RowColumn:
        """Returns a column of all rows so far."""
        lengths = self._kept.get(lengths_name(name))
        return RowColumn(
            np.concatenate(self._kept[name]),
            None if lengths is None else np.concatenate(lengths),
        )

    def _add(self, name: str, values: Any) -> None:
        self._kept.setdefault(name, []).append(values.numpy())


def feature(schema: Schema, name: str) -> Column:
    """Returns the feature of a schema that `--slice` names.

    Raises:
      UsageError: there is none of that name; the text names the nearest.
    """
    known = {column.name: column for column in (*schema.numeric, *schema.categorical)}
    if name not in known:
        near = nearest(name, known)
        hint = f', did you mean "{near}"?' if near else ""
        raise UsageError(
            f'--slice: expected a feature of the schema, received "{name}"{hint}'
        )
    return known[name]
