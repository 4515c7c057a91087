"""Numeric features on a scale that suits heavy tails, missing ones told apart."""

from collections.abc import Sequence

import keras
import numpy as np
import tensorflow as tf

from trainer.contract.schema import Schema


class NumericFeatures(keras.layers.Layer):
    """`z = (sign(x) * log(1 + |x|) - log_mean) / log_std`, and whether x is missing.

    A missing number (one that equals the column's `fill`) has `z = 0`, the mean of the
    train rows, and the indicator 1. `log_mean` and `log_std` are those of the resolved
    schema (FORMAT.md section 1), so the layer has nothing to learn and nothing to save.

    Input shape: [B, F] float32. Output shape: [B, 2F] float32, values then indicators.
    """

    def __init__(
        self,
        fills: Sequence[float],
        means: Sequence[float],
        deviations: Sequence[float],
    ):
        """Takes the scale of every column.

        Args:
          fills: what a missing number became, [F].
          means: `log_mean`, [F].
          deviations: `log_std`, [F]; 0 is that of a constant column.
        """
        super().__init__(name="numeric_features", trainable=False)
        self._fills = np.asarray(fills, np.float32)
        self._means = np.asarray(means, np.float32)
        spread = np.asarray(deviations, np.float32)
        # A constant column has no scale of its own: it is only centred.
        self._deviations = np.where(spread > 0, spread, np.float32(1))

    @classmethod
    def of(cls, schema: Schema) -> "NumericFeatures":
        """Returns the layer for the numeric columns of a resolved schema.

        A column without any value in the train rows has no statistics; its numbers
        are taken as they are, by mean 0 and deviation 1.
        """
        columns = schema.numeric
        figures = [schema.statistics.columns[column.name] for column in columns]
        return cls(
            [column.fill for column in columns],
            [figure["log_mean"] or 0.0 for figure in figures],
            [figure["log_std"] or 0.0 for figure in figures],
        )

    def call(self, values: tf.Tensor) -> tf.Tensor:
        """Returns the standardised values and the missing indicators, [B, 2F]."""
        missing = tf.equal(values, self._fills)
        logarithms = tf.sign(values) * tf.math.log1p(tf.abs(values))
        scaled = (logarithms - self._means) / self._deviations
        scaled = tf.where(missing, tf.zeros_like(scaled), scaled)
        return tf.concat([scaled, tf.cast(missing, scaled.dtype)], axis=1)
