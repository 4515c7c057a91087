"""The products of all pairs of features, at a cost that grows with their number."""

import math

import keras
import tensorflow as tf

from trainer.layers.stacked_embedding import INITIAL_BOUND


class FactorizationMachine(keras.layers.Layer):
    """`1 / sqrt(D) * sum over i < j of <v_i, v_j> x_i x_j`, the second order of a row.

    By the identity of Rendle, "Factorization Machines", 2010, lemma 3.1, it is

        1/2 sum over d of (sum over i of v_id x_i)^2 - sum over i of (v_id x_i)^2

    and so takes F products instead of F^2; it is the second term of Guo et al.,
    "DeepFM: A Factorization-Machine based Neural Network for CTR Prediction", 2017,
    equation 2. The root is that of Vaswani et al., "Attention Is All You Need", 2017,
    equation 1: without it the products grow with the width, and drown what else learns
    from the same embeddings. A categorical feature has x = 1 and its embedding for v, a
    number has a vector v of its own here.

    Input shapes: [B, C, D] float32, embeddings; [B, K] float32, numbers.
    Output shape: [B] float32.
    """

    def __init__(self, numbers: int, dimension: int, seed: int):
        """Lays the vectors of the numbers out; `build` makes them.

        Args:
          numbers: K, which may be 0.
          dimension: D, the width of the embeddings.
          seed: of their draw, uniform as that of the embeddings.
        """
        super().__init__(name="factorization_machine")
        self._shape = (numbers, dimension)
        self._seed = seed

    def build(self, input_shape: object = None) -> None:
        """Makes the vectors of the numbers, [K, D], where there are any."""
        bounds = (-INITIAL_BOUND, INITIAL_BOUND)
        drawn = keras.initializers.RandomUniform(*bounds, self._seed)
        if self._shape[0]:
            self.vectors = self.add_weight(
                name="vectors", shape=self._shape, initializer=drawn
            )

    def call(self, embeddings: tf.Tensor, numbers: tf.Tensor) -> tf.Tensor:
        """Returns the second order [B] of embeddings [B, C, D] and numbers [B, K]."""
        total = tf.reduce_sum(embeddings, axis=1)
        squares = tf.reduce_sum(tf.square(embeddings), axis=1)
        if self._shape[0]:
            vectors = self.vectors.value
            total += tf.matmul(numbers, vectors)
            squares += tf.matmul(tf.square(numbers), tf.square(vectors))
        pairs = 0.5 * tf.reduce_sum(tf.square(total) - squares, axis=1)
        return pairs / math.sqrt(self._shape[1])
