"""What a record holds of a column, by its role (FORMAT.md section 4)."""

from collections.abc import Iterable

import tensorflow as tf

from trainer.contract.schema import Column

DTYPES = {
    "label": tf.float32,
    "weight": tf.float32,
    "numeric": tf.float32,
    "categorical": tf.int64,
}
# The list of a `tf.train.Feature` that holds values of a type.
KINDS = {tf.float32: "float_list", tf.int64: "int64_list", tf.string: "bytes_list"}


def ragged_spec(columns: Iterable[Column]) -> dict[str, tf.io.RaggedFeature]:
    """Returns how to parse records of any number of rows, by the features' names."""
    spec = {}
    for column in columns:
        spec[column.name] = tf.io.RaggedFeature(DTYPES[column.role])
        if column.list_separator is not None:
            spec[lengths_name(column.name)] = tf.io.RaggedFeature(tf.int64)
    return spec


def lengths_name(name: str) -> str:
    """Returns the feature that says how many values of a list each row has."""
    return f"{name}/lengths"
