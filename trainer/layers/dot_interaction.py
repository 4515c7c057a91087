"""The dot products of all pairs of a row's vectors."""

import keras
import numpy as np
import tensorflow as tf


class DotInteraction(keras.layers.Layer):
    """`<v_i, v_j>` of every pair i > j, in the order of i and then of j.

    Naumov et al., "Deep Learning Recommendation Model for Personalization and
    Recommendation Systems", 2019, section 2.1.3: the second order of a factorization
    machine, each pair as a feature of its own instead of their sum.

    Input shape: [B, F, D] float32.
    Output shape: [B, F (F - 1) / 2] float32.
    """

    def __init__(self, features: int):
        """Takes F; there is nothing to learn."""
        super().__init__(name="dot_interaction", trainable=False)
        rows, columns = np.tril_indices(features, k=-1)
        self._places = rows * features + columns
        self._square = features * features
        self.width = len(self._places)

    def call(self, vectors: tf.Tensor) -> tf.Tensor:
        """Returns the dot products [B, F (F - 1) / 2] of vectors [B, F, D]."""
        products = tf.matmul(vectors, vectors, transpose_b=True)
        flat = tf.reshape(products, [tf.shape(vectors)[0], self._square])
        return tf.gather(flat, self._places, axis=1)
