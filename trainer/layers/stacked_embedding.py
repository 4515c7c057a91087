"""One table for all categorical features, read by one gather that never copies it."""

from collections.abc import Sequence

import keras
import numpy as np
import tensorflow as tf

from trainer import placement, row_shards
from trainer.contract.feature_tables import Block, Owner
from trainer.distinct_rows import read_once
from trainer.layers.list_ids import ListIds
from trainer.layers.list_pooling import ListPooling
from trainer.table_rows import CHUNK_ROWS, assign_rows

# The bound of the uniform draw, Keras' own default for embeddings.
INITIAL_BOUND = 0.05


class StackedEmbedding(keras.layers.Layer):
    """The embeddings of all categorical features in one table.

    Feature f with a vocabulary of V_f values has V_f + 1 rows, from its offset on: the
    first is its unseen row, then come the ids 1 to V_f. An id up to 0, and one beyond
    the vocabulary, is unseen. Unseen rows start at zero, the others uniformly in
    [-bound, bound).

    Reading goes through the variable's own handle (`ResourceGather`): Keras' Embedding
    reads the whole table first, at a cost that grows with the vocabulary.

    A feature whose rows have lists has the weighted sum of its ids' embeddings,
    `sum of w_j e(id_j)` (`ListColumns` says which weights), zeros for a row without an
    id. Its rows are read by the same gather.

    Input: [B, S] int64, the features of one value a row; a `ListIds` for each other.
    Output shape: [B, F, D] float32, all features in their order.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        dimension: int,
        seed: int = 0,
        bound: float = INITIAL_BOUND,
        name: str = "stacked_embedding",
        lists: Sequence[int] = (),
    ):
        """Lays the table out; `build` makes it.

        Args:
          sizes: V_f per feature, [F].
          dimension: D; 1 with bound 0 is a linear model's weights.
          seed: of the uniform draw.
          bound: of the uniform draw; at 0 all rows start at zero.
          name: of the layer, by which an optimizer knows its table.
          lists: which features have lists, by their places from 0 in order.
        """
        super().__init__(name=name)
        self.dimension = dimension
        self._seed = seed
        self._bound = bound
        self._sizes = np.asarray(sizes, np.int64).reshape(-1)
        ends = np.cumsum(self._sizes + 1)
        self._offsets = ends - self._sizes - 1
        self.row_count = int(ends[-1]) if len(ends) else 0
        self._pooling = ListPooling(len(ends), lists)

    def build(self, input_shape: object = None) -> None:
        """Makes the table, [sum of V_f + 1, D], and draws it.

        On parameter servers it is in shards, one on each, and they are zeros.
        """
        devices = placement.servers()
        self._shards = [
            self._shard(number, len(devices), device)
            for number, device in enumerate(devices)
        ]
        if self._shards:
            return
        shape = (self.row_count, self.dimension)
        with placement.holding(4 * self.row_count * self.dimension):
            self.table = self.add_weight(name="table", shape=shape, initializer="zeros")
        for start in range(0, self.row_count if self._bound else 0, CHUNK_ROWS):
            self._draw(start, min(start + CHUNK_ROWS, self.row_count))

    def _shard(self, number: int, count: int, device: str) -> keras.Variable:
        name = f"{row_shards.PREFIX}{number}"
        shape = (row_shards.size(self.row_count, count, number), self.dimension)
        with tf.device(device):
            return self.add_weight(name=name, shape=shape, initializer="zeros")

    def _draw(self, start: int, end: int) -> None:
        drawn = tf.random.stateless_uniform(
            [end - start, self.dimension],
            seed=tf.constant([self._seed, start], tf.int64),
            minval=-self._bound,
            maxval=self._bound,
            # The same numbers on every device.
            alg="philox",
        )
        table = self.table.value
        assign_rows(table, start, drawn)
        unseen = self._offsets[(self._offsets >= start) & (self._offsets < end)]
        zeros = tf.zeros([len(unseen), self.dimension])
        table.scatter_update(tf.IndexedSlices(zeros, tf.constant(unseen, tf.int64)))

    def blocks(
        self, owners: Sequence[Owner]
    ) -> list[tuple["StackedEmbedding", tuple[Block, ...]]]:
        """Returns which rows of this table each feature has.

        Args:
          owners: of the features, in their order.
        """
        rows = zip(owners, self._offsets, self._sizes, strict=True)
        blocks = (Block(o, int(first), int(size) + 1) for o, first, size in rows)
        return [(self, tuple(blocks))]

    def rows(self, ids: tf.Tensor) -> tf.Tensor:
        """Returns the rows of the table for ids [B, S], unseen ones told apart."""
        return self._rows(ids, self._pooling.single)

    def call(
        self,
        ids: tf.Tensor,
        lists: Sequence[ListIds] = (),
        training: bool = False,
    ) -> tf.Tensor:
        """Returns the embeddings [B, F, D] of ids [B, S] and of lists, in order."""
        rows = self.rows(ids)
        if not self._pooling.lists:
            return self._read(rows, training)
        places = zip(lists, self._pooling.lists, strict=True)
        reads = [self._rows(given.ids, place) for given, place in places]
        reads = [tf.reshape(rows, [-1]), *reads]
        embeddings = self._read(tf.concat(reads, axis=0), training)
        single, *of_lists = tf.split(embeddings, [tf.size(part) for part in reads])
        shape = tf.concat([tf.shape(ids), [self.dimension]], axis=0)
        return self._pooling(tf.reshape(single, shape), of_lists, lists)

    def _read(self, rows: tf.Tensor, training: bool) -> tf.Tensor:
        if self._shards:
            shards = [shard.value for shard in self._shards]
            return read_once(shards, rows, row_shards.gather)
        return (read_once if training else tf.gather)(self.table.value, rows)

    def _rows(self, ids: tf.Tensor, features: int | np.ndarray) -> tf.Tensor:
        rows = unseen_as_zero(ids, self._sizes[features]) + self._offsets[features]
        # Half the width is twice the speed where duplicates are looked for.
        return tf.cast(rows, tf.int32) if self.row_count < 2**31 else rows


def unseen_as_zero(ids: tf.Tensor, sizes: Sequence[int]) -> tf.Tensor:
    """Returns ids [B, F], but 0 for those up to 0 or beyond their vocabulary's size."""
    known = tf.logical_and(ids > 0, ids <= sizes)
    return tf.where(known, ids, tf.zeros_like(ids))
