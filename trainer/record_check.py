"""Which record it is that TensorFlow could not take: every record read one by one."""

from pathlib import Path

import numpy as np
import tensorflow as tf
from google.protobuf.message import DecodeError

from trainer.contract.errors import ContractError
from trainer.contract.records import Record, read_records
from trainer.contract.schema import Column, Schema
from trainer.feature_types import DTYPES, KINDS, lengths_name
from trainer.record_folder import RecordFolder


def check(folder: RecordFolder) -> None:
    """Reads every record of a folder of labelled rows.

    Raises:
      ContractError: the first one that is not as FORMAT.md section 4 says; the text
        names file, record, byte, feature, expected and received.
    """
    for file, path in zip(folder.files, folder.paths, strict=True):
        rows = sum(_rows(path, record, folder.schema) for record in read_records(path))
        if rows != file.rows:
            raise ContractError(f"{path}: expected {file.rows} rows, received {rows}")


def _rows(path: Path, record: Record, schema: Schema) -> int:
    where = f"{path}: record {record.index} at byte {record.offset}"
    try:
        feature = tf.train.Example.FromString(record.data).features.feature
    except DecodeError as error:
        expected = "a tf.train.Example"
        raise ContractError(f"{where}: expected {expected}, received {error}") from None
    label = schema.label.name
    rows = len(_values(where, feature, label, DTYPES["label"]))
    if not rows:
        raise _error(where, label, "at least one value", "none")
    for column in _columns(schema):
        values = _values(where, feature, column.name, DTYPES[column.role])
        counted, name = values, column.name
        if column.list_separator is not None:
            name = lengths_name(column.name)
            counted = _values(where, feature, name, tf.int64)
            _check_lengths(where, name, counted, values)
        if len(counted) != rows:
            raise _error(where, name, f"{rows} values as {label} has", len(counted))
        _check_values(where, column, values)
    return rows


def _columns(schema: Schema) -> list[Column]:
    weight = [schema.weight] if schema.weight else []
    return [schema.label, *schema.numeric, *schema.categorical, *weight]


def _values(where: str, feature: object, name: str, dtype: tf.DType) -> np.ndarray:
    expected = KINDS[dtype]
    received = feature[name].WhichOneof("kind") if name in feature else None
    if received != expected:
        raise _error(where, name, expected, received or "nothing")
    return np.asarray(getattr(feature[name], expected).value)


def _check_lengths(
    where: str, name: str, lengths: np.ndarray, values: np.ndarray
) -> None:
    if (lengths < 1).any():
        raise _error(where, name, "lengths from 1", lengths[lengths < 1][0])
    if lengths.sum() != len(values):
        expected = f"lengths that add up to the list's {len(values)} values"
        raise _error(where, name, expected, lengths.sum())


def _check_values(where: str, column: Column, values: np.ndarray) -> None:
    good, expected = {
        "label": (np.isin(values, (0, 1)), "0 or 1"),
        "numeric": (np.isfinite(values), "a finite number"),
        "weight": (
            np.isfinite(values) & (values >= 0),
            "a number that is not negative",
        ),
        "categorical": (np.ones(len(values), bool), "an id"),
    }[column.role]
    if not good.all():
        raise _error(where, column.name, expected, values[~good][0])


def _error(where: str, name: str, expected: str, received: object) -> ContractError:
    return ContractError(f"{where}: {name}: expected {expected}, received {received}")
