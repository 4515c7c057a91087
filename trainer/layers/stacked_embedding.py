"""One table for all categorical features, read by one gather that never copies it."""

from collections.abc import Sequence

import keras
import numpy as np
import tensorflow as tf

# Rows that are drawn at once: the table is never held a second time.
CHUNK_ROWS = 1 << 20
# The bound of the uniform draw, Keras' own default for embeddings.
INITIAL_BOUND = 0.05


class StackedEmbedding(keras.layers.Layer):
    """Linear weights and embeddings of all categorical features in one table.

    Feature f with a vocabulary of V_f values has V_f + 1 rows, from its offset on: the
    first is its unseen row, then come the ids 1 to V_f. An id up to 0, and one beyond
    the vocabulary, is unseen. Column 0 of a row is its linear weight, the other D are
    its embedding. Linear weights and unseen rows start at zero, embeddings uniformly.

    Reading goes through the variable's own handle (`ResourceGather`): Keras' Embedding
    reads the whole table first, at a cost that grows with the vocabulary.

    Input shape: [B, F] int64.
    Output shape: linear weights [B, F] and embeddings [B, F, D], float32.
    """

    def __init__(self, sizes: Sequence[int], dimension: int, seed: int):
        """Lays the table out; `build` makes it.

        Args:
          sizes: V_f per feature, [F].
          dimension: D, 0 for linear weights alone.
          seed: of the uniform draw.
        """
        super().__init__(name="stacked_embedding")
        self.dimension = dimension
        self._seed = seed
        self._sizes = np.asarray(sizes, np.int64).reshape(-1)
        ends = np.cumsum(self._sizes + 1)
        self._offsets = ends - self._sizes - 1
        self.row_count = int(ends[-1]) if len(ends) else 0

    def build(self, input_shape: object = None) -> None:
        """Makes the table, [sum of V_f + 1, 1 + D], and draws the embeddings."""
        shape = (self.row_count, 1 + self.dimension)
        self.table = self.add_weight(name="table", shape=shape, initializer="zeros")
        for start in range(0, self.row_count, CHUNK_ROWS):
            self._draw(start, min(start + CHUNK_ROWS, self.row_count))

    def _draw(self, start: int, end: int) -> None:
        random = np.random.default_rng([self._seed, start])
        drawn = random.random((end - start, self.dimension), np.float32)
        drawn = (2 * drawn - 1) * np.float32(INITIAL_BOUND)
        unseen = self._offsets[(self._offsets >= start) & (self._offsets < end)]
        drawn[unseen - start] = 0
        self.table.value[start:end, 1:].assign(drawn)

    def rows(self, ids: tf.Tensor) -> tf.Tensor:
        """Returns the rows of the table for ids [B, F], unseen ones told apart."""
        known = tf.logical_and(ids > 0, ids <= self._sizes)
        rows = tf.where(known, ids, tf.zeros_like(ids)) + self._offsets
        # Half the width is twice the speed where duplicates are looked for.
        return tf.cast(rows, tf.int32) if self.row_count < 2**31 else rows

    def call(self, ids: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Returns linear weights [B, F] and embeddings [B, F, D]."""
        gathered = tf.gather(self.table.value, self.rows(ids))
        return gathered[:, :, 0], gathered[:, :, 1:]
