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
    """Returns how to parse records of any number of rows, by the columns' names."""
    return {c.name: tf.io.RaggedFeature(DTYPES[c.role]) for c in columns}
