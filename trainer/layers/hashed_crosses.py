"""Ids of several categorical features hashed together into one of their own."""

import keras
import tensorflow as tf

from trainer.contract.schema import Schema
from trainer.layers.stacked_embedding import unseen_as_zero

# FORMAT.md section 1. No product of the two leaves a 64-bit integer.
MULTIPLIER = 1_103_515_245
PRIME = 2**31 - 1


class HashedCrosses(keras.layers.Layer):
    """`hash(id_1, …, id_n) mod buckets + 1` for every cross of the schema.

        hash = 0, then for each column: hash = (hash + id + 1) * MULTIPLIER mod PRIME

    The crossed features of a wide part: Cheng et al., "Wide & Deep Learning for
    Recommender Systems", 2016, equation 1, with the hashing trick of Weinberger et al.,
    "Feature Hashing for Large Scale Multitask Learning", 2009. A cross of one column
    is that column in fewer buckets than it has values. An unseen id counts as 0. The
    multiplicative hash of Carter and Wegman, "Universal Classes of Hash Functions",
    1979, taken of one id after the other.

    Input shape: [B, F] int64, the ids of all categorical columns of one value a row,
    and behind them those of other features, which are in no cross.
    Output shape: [B, X] int64, from 1 to the buckets of each cross.
    """

    def __init__(self, schema: Schema):
        """Takes the crosses of a resolved schema; there is nothing to learn."""
        super().__init__(name="crosses", trainable=False)
        columns = [column.name for column in schema.single_valued]
        self._sizes = [schema.vocabulary_size(name) for name in columns]
        self._places = [[columns.index(n) for n in x.columns] for x in schema.crosses]
        self.buckets = [cross.buckets for cross in schema.crosses]

    def call(self, ids: tf.Tensor) -> tf.Tensor:
        """Returns the hashed ids [B, X] of ids [B, F]."""
        if not self._places:
            return tf.zeros([tf.shape(ids)[0], 0], tf.int64)
        plain = unseen_as_zero(ids[:, : len(self._sizes)], self._sizes)
        hashed = [self._hash(plain, places) for places in self._places]
        return tf.stack(hashed, axis=1) % self.buckets + 1

    def _hash(self, ids: tf.Tensor, places: list[int]) -> tf.Tensor:
        value = tf.zeros_like(ids[:, 0])
        for place in places:
            value = (value + ids[:, place] + 1) * MULTIPLIER % PRIME
        return value
