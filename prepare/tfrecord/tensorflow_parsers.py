"""TensorFlow's own two parsers of a record: its op, and its message class.

Both give the values of the columns, in their order, and None for a record that they
refuse. A value is None where the feature is missing or has no kind; for a list, the op
gives an empty one there.
"""

import struct
from collections.abc import Callable, Sequence

import tensorflow as tf
from google.protobuf.message import DecodeError

from prepare.tfrecord.generated_records import BYTES, FLOATS, INT64S, MISSING, Column

_TYPES = {BYTES: tf.string, FLOATS: tf.float32, INT64S: tf.int64}
_FIELDS = {BYTES: "bytes_list", FLOATS: "float_list", INT64S: "int64_list"}
_REFUSED = (tf.errors.InvalidArgumentError, UnicodeDecodeError)


def exact(value: bytes | float | int | list | None) -> object:
    """A value that is equal to another only if all bits are; but for those of a NaN."""
    if isinstance(value, list):
        return [exact(element) for element in value]
    if isinstance(value, float):
        return "NaN" if value != value else struct.pack("<f", value)
    return bytes(value) if isinstance(value, bytearray) else value


def op(context: Sequence[Column], steps: Sequence[Column]) -> Callable[[bytes], object]:
    """`tf.io.parse_example`, or with steps `tf.io.parse_sequence_example`."""
    features = {column.name: _feature(column) for column in context}
    lists = {c.name: tf.io.RaggedFeature(_TYPES[c.kind]) for c in steps}

    @tf.function(input_signature=[tf.TensorSpec([1], tf.string)])
    def parse(record: tf.Tensor) -> tuple[dict, dict]:
        if not steps:
            return tf.io.parse_example(record, features), {}
        return tf.io.parse_sequence_example(record, features, lists)[:2]

    def parsed(record: bytes) -> list | None:
        try:
            found = parse(tf.constant([record]))
        except _REFUSED:
            return None
        values = {name: value for part in found for name, value in part.items()}
        return [_value(column, values[column.name]) for column in (*context, *steps)]

    return parsed


def message(
    context: Sequence[Column], steps: Sequence[Column]
) -> Callable[[bytes], object]:
    """`tf.train.Example.FromString`, or `tf.train.SequenceExample.FromString`."""

    def parsed(record: bytes) -> list | None:
        try:
            if not steps:
                features, lists = tf.train.Example.FromString(record).features, None
            else:
                parent = tf.train.SequenceExample.FromString(record)
                features, lists = parent.context, parent.feature_lists.feature_list
            found = [_of_message(features.feature, column) for column in context]
            return found + [_of_lists(lists, column) for column in steps]
        except (DecodeError, _OtherShapeError):
            return None

    return parsed


class _OtherShapeError(Exception):
    """A message has what its column is not."""


def _feature(column: Column) -> object:
    if column.nesting:
        return tf.io.RaggedFeature(_TYPES[column.kind])
    return tf.io.FixedLenFeature([], _TYPES[column.kind], MISSING[column.kind])


def _value(column: Column, found: tf.Tensor | tf.RaggedTensor) -> object:
    if column.nesting:
        return exact(found.to_list()[0])
    value = found.numpy()[0]
    value = value if column.kind == BYTES else value.item()
    return None if value == MISSING[column.kind] else exact(value)


def _of_message(features: dict, column: Column) -> object:
    if column.name not in features:
        return None
    values = _values(features[column.name], column.kind)
    if values is None or column.nesting:
        return values
    if len(values) != 1:
        raise _OtherShapeError
    return values[0]


def _of_lists(lists: dict, column: Column) -> object:
    if column.name not in lists:
        return None
    return [_values(step, column.kind) for step in lists[column.name].feature]


def _values(feature: tf.train.Feature, kind: int) -> object:
    found = feature.WhichOneof("kind")
    if found is None:
        return None
    if found != _FIELDS[kind]:
        raise _OtherShapeError
    return exact(list(getattr(feature, found).value))
