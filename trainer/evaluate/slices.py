"""The evaluate rows in slices by the values of one feature."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from trainer.contract.artifacts import ArtifactsDirectory
from trainer.contract.schema import Column
from trainer.evaluate.row_columns import RowColumn

# So many categorical values have a slice of their own, those with the most rows.
MOST_VALUES = 20
# What a slice is of: a value, the values of an interval, missing numbers, values that
# training did not see, or all values that have no slice of their own.
VALUE, RANGE, MISSING, UNSEEN, REST = "value", "range", "missing", "unseen", "rest"


class Slice(NamedTuple):
    """Some of the rows.

    Attributes:
      document: how the slice is named in `metrics.json`: its `kind`, and the `value` or
        the bounds `from` and `below` that it is of.
      rows: their places, ascending.
    """

    document: Mapping[str, Any]
    rows: np.ndarray


def slices(
    column: Column, rows: RowColumn, artifacts: ArtifactsDirectory
) -> Iterator[Slice]:
    """Yields the slices that have a row.

    Numbers are cut at the quantiles of the train rows, which the schema has. Of
    categorical values those with the most rows come first, and then the rest. A row
    with a list is in the slice of each of its values, once.

    Args:
      column: categorical or numeric.
      rows: its values of the evaluate rows.
      artifacts: with the statistics and the vocabulary.
    """
    if column.role == "numeric":
        figures = artifacts.schema.statistics.columns[column.name]
        yield from _of_numbers(column, rows.values, figures)
    else:
        texts = artifacts.vocabulary(column.name).values
        yield from _of_categories(rows, [text.decode() for text in texts])


def _of_numbers(
    column: Column, values: np.ndarray, figures: Mapping[str, Any]
) -> Iterator[Slice]:
    missing = values == np.float32(column.fill)
    if missing.any():
        yield Slice({"kind": MISSING}, np.flatnonzero(missing))
    quantiles = (figures["quantiles"] or {}).values()
    bounds = np.unique(np.array(list(quantiles), np.float32))
    bins = np.where(missing, -1, np.searchsorted(bounds, values, side="right"))
    ends = [None, *bounds.tolist(), None]
    for number in range(len(bounds) + 1):
        if (inside := np.flatnonzero(bins == number)).size:
            between = {"from": ends[number], "below": ends[number + 1]}
            yield Slice({"kind": RANGE, **between}, inside)


def _of_categories(column: RowColumn, texts: list[str]) -> Iterator[Slice]:
    rows, ids = _members(column, len(texts))
    seen, counts = np.unique(ids[ids > 0], return_counts=True)
    # Of as many rows, the more frequent value of the train rows: the lower id.
    top = seen[np.argsort(-counts, kind="stable")][:MOST_VALUES]
    for value in top:
        document = {"kind": VALUE, "value": texts[value - 1]}
        yield Slice(document, rows[ids == value])
    if (unseen := rows[ids == 0]).size:
        yield Slice({"kind": UNSEEN}, unseen)
    rest = np.unique(rows[(ids > 0) & ~np.isin(ids, top)])
    if rest.size:
        yield Slice({"kind": REST, "values": len(seen) - len(top)}, rest)


def _members(column: RowColumn, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns pairs of a row and an id of it, each pair once; 0 is every unseen id."""
    known = (column.values >= 1) & (column.values <= size)
    ids = np.where(known, column.values, 0)
    if column.lengths is None:
        return np.arange(len(ids)), ids
    rows = np.repeat(np.arange(len(column.lengths)), column.lengths)
    pairs = np.unique(np.stack([rows, ids], axis=1), axis=0)
    return pairs[:, 0], pairs[:, 1]
