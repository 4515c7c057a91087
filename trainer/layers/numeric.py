"""Numeric features on the scale of the train rows, missing ones told apart."""

from collections.abc import Callable, Sequence

import keras
import numpy as np
import tensorflow as tf

from trainer.contract.schema import Schema

# A scale by its name: the statistics of the resolved schema that belong to it.
MOMENTS = {"log": ("log_mean", "log_std"), "standard": ("mean", "std")}


class NumericFeatures(keras.layers.Layer):
    """`z = (f(x) - mean) / std`, and whether x is missing.

    On the scale `log`, for heavy tails, `f(x) = sign(x) * log(1 + |x|)`; on `standard`
    it is x itself. The moments are those of `f(x)` over the train rows (FORMAT.md
    section 1), so the layer has nothing to learn and nothing to save. A missing number
    (one that equals the column's `fill`) has `z = 0`, the mean, and the indicator 1.

    Input shape: [B, F] float32. Output shape: [B, 2F] float32, values then indicators.
    """

    def __init__(
        self,
        fills: Sequence[float],
        means: Sequence[float],
        deviations: Sequence[float],
        scale: str = "log",
    ):
        """Takes the scale of every column.

        Args:
          fills: what a missing number became, [F].
          means: of f(x), [F].
          deviations: of f(x), [F]; 0 is that of a constant column.
          scale: a name of `MOMENTS`.
        """
        super().__init__(name="numeric_features", trainable=False)
        self.width = 2 * len(fills)
        self._function = _FUNCTIONS[scale]
        self._fills = np.asarray(fills, np.float32)
        self._means = np.asarray(means, np.float32)
        spread = np.asarray(deviations, np.float32)
        # A constant column has no scale of its own: it is only centred.
        self._deviations = np.where(spread > 0, spread, np.float32(1))

    @classmethod
    def of(cls, schema: Schema, scale: str = "log") -> "NumericFeatures":
        """Returns the layer for the numeric columns of a resolved schema.

        A column without any value in the train rows has no statistics; its numbers
        are taken as they are, by mean 0 and deviation 1.

        Args:
          schema: resolved.
          scale: a name of `MOMENTS`.
        """
        figures = [schema.statistics.columns[c.name] for c in schema.numeric]
        fills = [column.fill for column in schema.numeric]
        moments = (
            [figure[moment] or 0.0 for figure in figures] for moment in MOMENTS[scale]
        )
        return cls(fills, *moments, scale)

    def call(self, values: tf.Tensor) -> tf.Tensor:
        """Returns the standardised values and the missing indicators, [B, 2F]."""
        missing = tf.equal(values, self._fills)
        scaled = (self._function(values) - self._means) / self._deviations
        scaled = tf.where(missing, tf.zeros_like(scaled), scaled)
        return tf.concat([scaled, tf.cast(missing, scaled.dtype)], axis=1)


def _signed_logarithm(values: tf.Tensor) -> tf.Tensor:
    return tf.sign(values) * tf.math.log1p(tf.abs(values))


_FUNCTIONS: dict[str, Callable[[tf.Tensor], tf.Tensor]] = {
    "log": _signed_logarithm,
    "standard": tf.identity,
}
