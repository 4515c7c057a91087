"""Which row of a model's tables is whose: `assets.extra/tables.json` of an export."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer.contract import json_file
from trainer.contract import manifest_parts as parts
from trainer.contract.expectations import NOTHING, expect
from trainer.contract.schema_validation import FORMAT_VERSION

# Where TensorFlow's SavedModel has files that it does not read itself.
PLACE = "assets.extra/tables.json"
# What a row of a table is to a model: its wide part's, its embedding, and of ncf the
# embedding of its MLP.
WEIGHT, EMBEDDING, MLP_EMBEDDING = ROLES = ("weight", "embedding", "mlp_embedding")


@dataclass(frozen=True)
class Owner:
    """Whose rows they are, and what they are to the model.

    Attributes:
      role: one of `ROLES`.
      feature: its name; None for a cross.
      cross: the columns of a cross; none for a feature.
    """

    role: str
    feature: str | None
    cross: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """Rows of a table that follow each other: the unseen one, then the ids from 1.

    Of a number in bins the first row is that of missing ones, then come the bins; of a
    cross the first row is never read, then come the buckets.

    Attributes:
      owner: whose they are.
      first: the place of the first one.
      rows: how many there are.
    """

    owner: Owner
    first: int
    rows: int


@dataclass(frozen=True)
class Table:
    """One variable of a model.

    Attributes:
      variable: its place among the model's variables, from 0.
      width: of a row.
      blocks: one after the other, all rows of it.
    """

    variable: int
    width: int
    blocks: tuple[Block, ...]

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return sum(block.rows for block in self.blocks)


@dataclass(frozen=True)
class FeatureTables:
    """All tables of a model that say whose their rows are.

    Attributes:
      salt: of the fingerprints of the export's vocabulary index.
      bins: the bounds between the bins of each number that is in bins, ascending.
      tables: none of a model of one's own.
    """

    salt: int
    bins: Mapping[str, tuple[float, ...]]
    tables: tuple[Table, ...]

    def render(self) -> bytes:
        """Returns the bytes of the file: the inverse of `parse`."""
        document = {
            "format_version": FORMAT_VERSION,
            "salt": self.salt,
            "bins": {name: list(bounds) for name, bounds in self.bins.items()},
            "tables": [_document(table) for table in self.tables],
        }
        return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def read(path: Path) -> FeatureTables:
    """Reads the file.

    Raises:
      ContractError: it is not there, or not one; the text names file and field.
    """
    with json_file.reading(path, "the tables of a model"):
        return parse(path.read_bytes())


def parse(data: bytes) -> FeatureTables:
    """Reads the tables from the bytes of their file.

    Raises:
      ValueError: it is no JSON.
      ContractError: `POINTER: WHAT`.
    """
    return _parsed(json.loads(data))


def _document(table: Table) -> dict[str, Any]:
    blocks = [
        {"role": block.owner.role, **_whose(block.owner), "rows": block.rows}
        for block in table.blocks
    ]
    return {"variable": table.variable, "width": table.width, "blocks": blocks}


def _whose(owner: Owner) -> dict[str, Any]:
    cross = {"cross": list(owner.cross)}
    return cross if owner.feature is None else {"feature": owner.feature}


def _parsed(given: Any) -> FeatureTables:
    expect(isinstance(given, dict), "tables", "an object", given)
    version = given.get("format_version", NOTHING)
    good = type(version) is int and version == FORMAT_VERSION
    expect(good, "format_version", str(FORMAT_VERSION), version)
    bins = given.get("bins", NOTHING)
    expect(isinstance(bins, dict), "bins", "an object", bins)
    tables = _list(given, "tables", "tables")
    return FeatureTables(
        salt=parts.count(given, "salt", "salt"),
        bins={name: _bounds(bins[name], f"bins.{name}") for name in bins},
        tables=tuple(_table(t, f"tables[{i}]") for i, t in enumerate(tables)),
    )


def _bounds(given: Any, pointer: str) -> tuple[float, ...]:
    good = isinstance(given, list) and all(
        type(bound) is float and math.isfinite(bound) for bound in given
    )
    good = good and all(a < b for a, b in zip(given, given[1:], strict=False))
    expect(good, pointer, "ascending numbers", given)
    return tuple(given)


def _table(given: Any, pointer: str) -> Table:
    expect(isinstance(given, dict), pointer, "an object", given)
    blocks, first = [], 0
    for i, block in enumerate(_list(given, "blocks", f"{pointer}.blocks")):
        made = _block(block, first, f"{pointer}.blocks[{i}]")
        blocks.append(made)
        first += made.rows
    return Table(
        variable=parts.count(given, "variable", f"{pointer}.variable"),
        width=parts.count(given, "width", f"{pointer}.width"),
        blocks=tuple(blocks),
    )


def _block(given: Any, first: int, pointer: str) -> Block:
    expect(isinstance(given, dict), pointer, "an object", given)
    role = given.get("role", NOTHING)
    expect(role in ROLES, f"{pointer}.role", " or ".join(ROLES), role)
    if "cross" in given:
        cross = _list(given, "cross", f"{pointer}.cross")
        good = cross and all(isinstance(name, str) for name in cross)
        expect(bool(good), f"{pointer}.cross", "names of columns", cross)
        owner = Owner(role, None, tuple(cross))
    else:
        owner = Owner(role, parts.text(given, "feature", f"{pointer}.feature"))
    return Block(owner, first, parts.count(given, "rows", f"{pointer}.rows"))


def _list(given: Mapping[str, Any], field: str, pointer: str) -> list[Any]:
    value = given.get(field, NOTHING)
    expect(isinstance(value, list), pointer, "a list", value)
    return value
