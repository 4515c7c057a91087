"""The rows of one feature, as Arrow has them: id, value, weight and embeddings."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from trainer.contract import vocabulary_batches
from trainer.contract.artifacts import ArtifactsDirectory
from trainer.contract.feature_tables import WEIGHT
from trainer.contract.schema import Column
from trainer.contract.vocabulary_batches import COUNT, VALUE

# What a row is: of a value of the vocabulary, of all values that are not in it, of
# missing ones, or of an interval of numbers.
OF_VALUE, UNSEEN, MISSING, INTERVAL = ("value", "unseen", "missing", "interval")


def categorical(
    artifacts: ArtifactsDirectory, column: Column, numbers: Mapping[str, np.ndarray]
) -> Iterator[pa.Table]:
    """Yields the rows of a categorical column, in id order from 0, the unseen one.

    Columns: `id`, int64; `kind`; `value`, the text of the vocabulary, null where unseen
    and the fill where missing; `count`, null where unseen; and the numbers.

    Args:
      artifacts: with the vocabulary.
      column: categorical.
      numbers: float32 [V + 1, D] by role.

    Raises:
      ContractError: the vocabulary has not V values.
    """
    size = artifacts.schema.vocabulary_size(column.name)
    path = artifacts.vocabulary_path(column.name)
    first = 0
    for batch in _with_unseen(vocabulary_batches.batches(path, size)):
        values = batch[VALUE]
        kinds = pc.if_else(pc.equal(values, column.fill), MISSING, OF_VALUE)
        named = {"kind": pc.fill_null(kinds, UNSEEN), VALUE: values}
        yield _table(first, {**named, COUNT: batch[COUNT]}, numbers)
        first += len(batch)


def binned(
    bounds: Sequence[float], numbers: Mapping[str, np.ndarray]
) -> Iterator[pa.Table]:
    """Yields the rows of a number in bins: that of missing ones, then the intervals.

    Columns: `id`, int64; `kind`; `lower` and `upper`, of lower <= x < upper, null where
    there is none; and the numbers.

    Args:
      bounds: between the intervals, ascending, [K].
      numbers: float32 [K + 2, D] by role.
    """
    kinds = pa.array([MISSING] + [INTERVAL] * (len(bounds) + 1))
    lower = pa.array([None, None, *bounds], pa.float64())
    upper = pa.array([None, *bounds, None], pa.float64())
    yield _table(0, {"kind": kinds, "lower": lower, "upper": upper}, numbers)


def _with_unseen(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for number, batch in enumerate(batches):
        unseen = pa.RecordBatch.from_pylist([{}], batch.schema)
        yield batch if number else pa.concat_batches([unseen, batch])


def _table(
    first: int, named: Mapping[str, pa.Array], numbers: Mapping[str, np.ndarray]
) -> pa.Table:
    end = first + len(named["kind"])
    ids = pa.array(np.arange(first, end))
    arrays = {role: _array(role, rows[first:end]) for role, rows in numbers.items()}
    return pa.table({"id": ids, **named, **arrays})


def _array(role: str, rows: np.ndarray) -> pa.Array:
    """Returns numbers [N, 1] as N of them, and embeddings [N, D] as N lists of D."""
    flat = pa.array(rows.reshape(-1))
    wide = pa.FixedSizeListArray.from_arrays
    return flat if role == WEIGHT else wide(flat, rows.shape[1])
