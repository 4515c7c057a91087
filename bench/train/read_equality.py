"""Whether all readers read the same rows, before one of them is timed."""

from collections.abc import Iterable

import numpy as np
import tensorflow as tf

from bench.train import readers
from bench.train.encoded_rows import EncodedRows
from bench.train.readers import Columns
from trainer.contract.errors import ContractError
from trainer.inputs import evaluate_batches


def require_equal(data: EncodedRows) -> None:
    """Compares every value of every row, in the order of the log but for ours.

    Raises:
        ContractError: Naming the reader and the first column that differs.
    """
    schema = data.many.schema
    in_order = evaluate_batches(data.many, readers.BATCH)
    ours = _together(readers.columns(batch, schema) for batch in in_order)
    shuffled = readers.shuffled(data.many)
    drawn = _together(readers.columns(batch, schema) for batch in shuffled)
    _compare("our reader, shuffled", _sorted(drawn), _sorted(ours))
    first = {name: values[: data.single.rows] for name, values in ours.items()}
    for parse in (readers.parse_single, readers.parse_batches):
        _compare(parse.__name__, _together(_numpy(parse(data.single, 2))), first)
    for read in (readers.parquet_table, readers.parquet_batches):
        _compare(read.__name__, _together(read(data.parquet)), ours)
    numeric, ids, label = map(
        np.concatenate, zip(*readers.parquet_layout(data.parquet, schema), strict=True)
    )
    batch = {"numeric": tf.constant(numeric), "ids": tf.constant(ids)}
    layout = readers.columns((batch, tf.constant(label), None), schema)
    _compare("parquet_layout", layout, ours)


def _numpy(batches: tf.data.Dataset) -> Iterable[Columns]:
    return batches.as_numpy_iterator()


def _together(batches: Iterable[Columns]) -> Columns:
    parts = list(batches)
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _sorted(rows: Columns) -> Columns:
    """The rows in an order of their values alone."""
    order = np.lexsort(list(rows.values()))
    return {name: values[order] for name, values in rows.items()}


def _compare(reader: str, found: Columns, expected: Columns) -> None:
    for name, values in expected.items():
        same = found[name].dtype == values.dtype and np.array_equal(found[name], values)
        if not same:
            message = "expected the rows that our reader has, received others"
            raise ContractError(f"{reader}: {name}: {message}")
