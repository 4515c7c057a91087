"""The lists of a request, proved to be those of its rows before they are scored."""

from collections.abc import Mapping

import tensorflow as tf

from trainer.feature_types import lengths_name


def lists_of(
    inputs: Mapping[str, tf.Tensor], name: str, rows: tf.Tensor
) -> tf.RaggedTensor:
    """Returns the lists of a column, int64 [B, None].

    Args:
      inputs: by NAME the ids of all rows, int64 [V], and by NAME/lengths how many of
        them each row has, int64 [B].
      name: of the column.
      rows: B.

    Raises:
      tf.errors.InvalidArgumentError: there is not a length from 1 for each row, or they
        do not add up to V.
    """
    values, lengths = inputs[name], inputs[lengths_name(name)]
    message = f"{lengths_name(name)}: expected a length from 1 for each row"
    added_up = f"{lengths_name(name)}: expected lengths that add up to all values"
    checks = [
        tf.debugging.assert_equal(tf.size(lengths), rows, message),
        tf.debugging.assert_positive(lengths, message),
        tf.debugging.assert_equal(
            tf.reduce_sum(lengths), tf.size(values, tf.int64), added_up
        ),
    ]
    with tf.control_dependencies(checks):
        lengths = tf.identity(lengths)
    return tf.RaggedTensor.from_row_lengths(values, lengths, validate=False)


def values_of_examples(
    values: tf.RaggedTensor, lengths: tf.Tensor, name: str
) -> tf.Tensor:
    """Returns the values of one-row Examples [B, None] one after the other, [V].

    Raises:
      tf.errors.InvalidArgumentError: NAME/lengths, int64 [B], does not count them.
    """
    counted = tf.cast(values.row_lengths(), tf.int64)
    message = f"{lengths_name(name)}: expected how many values the row has"
    with tf.control_dependencies(
        [tf.debugging.assert_equal(lengths, counted, message)]
    ):
        return tf.identity(values.flat_values)
