"""Numbers as categories: the interval of the train rows' values that each lies in."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from trainer.contract.schema import Schema
from trainer.turning import turned


class NumberBins(keras.layers.Layer):
    """`1 + how many bounds are at most x`, and 0 for a missing number.

    Column f with K_f bounds has K_f + 1 bins, numbered from 1; a missing number (one
    that equals the column's `fill`) is in none of them and has the number 0. So the
    numbers are ids as those of categorical columns are, with a weight in the wide part
    and an embedding in the deep part, and there is nothing to learn or to save here.

    Input shape: [B, F] float32. Output shape: [B, F] int64.
    """

    def __init__(self, fills: Sequence[float], bounds: Sequence[Sequence[float]]):
        """Takes the bins of every column.

        Args:
          fills: what a missing number became, [F].
          bounds: ascending, F lists of K_f numbers.
        """
        super().__init__(name="number_bins", trainable=False)
        self.bounds = bounds
        self.sizes = [len(of_column) + 1 for of_column in bounds]
        self._fills = np.asarray(fills, np.float32)
        # No number is at or above the infinity that fills a shorter list up.
        shape = (len(self.sizes), max(self.sizes, default=1) - 1)
        self._bounds = np.full(shape, np.inf, np.float32)
        for row, of_column in zip(self._bounds, bounds, strict=True):
            row[: len(of_column)] = of_column

    @classmethod
    def of(cls, schema: Schema) -> "NumberBins":
        """Returns the layer for the numeric columns of a resolved schema."""
        figures = [schema.statistics.columns[c.name] for c in schema.numeric]
        fills = [column.fill for column in schema.numeric]
        return cls(fills, [bounds_of(figure) for figure in figures])

    def call(self, values: tf.Tensor) -> tf.Tensor:
        """Returns the numbers of the bins [B, F]."""
        if not self.sizes:
            return tf.zeros_like(values, tf.int64)
        columns = tf.transpose(values)
        below = tf.searchsorted(tf.constant(self._bounds), columns, side="right")
        bins = tf.cast(turned(below) + 1, tf.int64)
        missing = tf.equal(values, self._fills)
        return tf.where(missing, tf.constant(0, tf.int64), bins)


def bounds_of(figures: Mapping[str, Any]) -> list[float]:
    """Returns the bounds between a column's bins, ascending.

    They are whole numbers up to 2, `exp(sqrt(k))` above it, where `floor(log(x)^2)`
    grows by one, both likewise below 0, and the quantiles of the train rows, for what
    lies closer together. The squared logarithm is that of the winners of Criteo's
    contest (Juan et al., "Field-aware Factorization Machines for CTR Prediction",
    2016, section 4.1), and of benchmarks on its data ever since.

    Args:
      figures: the column's statistics; without any value it has no bounds.
    """
    least, most = figures["min"], figures["max"]
    if least is None:
        return []
    bounds = {0.0, *figures["quantiles"].values()}
    for bound in _up_to(max(abs(least), abs(most))):
        bounds |= {-bound, bound}
    # As the numbers are, so that equal ones are equal.
    within = {float(np.float32(bound)) for bound in bounds}
    return sorted(bound for bound in within if least < bound <= most)


def _up_to(most: float) -> Iterator[float]:
    yield from (1.0, 2.0)
    root = 1
    while (bound := math.exp(math.sqrt(root))) <= most:
        yield bound
        root += 1
