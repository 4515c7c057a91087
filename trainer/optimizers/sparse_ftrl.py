"""FTRL-Proximal that touches only the rows of a table that a batch has read."""

import keras
import tensorflow as tf

from trainer.optimizers.row_sparse import RowSparse


@keras.saving.register_keras_serializable("sparky")
class SparseFtrl(RowSparse, keras.optimizers.Ftrl):
    """FTRL-Proximal, row-sparse: the optimizer of linear click models.

    McMahan et al., "Ad Click Prediction: a View from the Trenches", 2013, algorithm 1.
    For every row r of the table that the batch has read, with g the sum of the
    gradients of all its reads, p = -learning_rate_power (1/2 there), and l1 and l2 the
    regularization strengths:

        s = g + 2 * l2_shrinkage * table[r]
        grown = accumulator[r] + g * g
        linear[r] += s - (grown^p - accumulator[r]^p) / learning_rate * table[r]
        accumulator[r] = grown
        quadratic = (grown^p + beta) / learning_rate + 2 * l2
        table[r] = (clip(linear[r], -l1, l1) - linear[r]) / quadratic

    A weight is exactly 0 while |linear| is up to l1. It follows from the slots alone:
    what a table starts from has no part in it, so let it start from zeros.
    """

    def update_rows(
        self,
        variable: tf.Variable,
        gradient: tf.Tensor,
        rows: tf.Tensor,
        rate: tf.Tensor,
    ) -> None:
        """Updates the rows by TensorFlow's kernel."""
        l2 = self.l2_regularization_strength + self.beta / (2 * rate)
        tf.raw_ops.ResourceSparseApplyFtrlV2(
            var=variable.handle,
            accum=self.slot(self._accumulators, variable).handle,
            linear=self.slot(self._linears, variable).handle,
            grad=gradient,
            indices=rows,
            lr=rate,
            l1=tf.cast(self.l1_regularization_strength, rate.dtype),
            l2=tf.cast(l2, rate.dtype),
            l2_shrinkage=tf.cast(self.l2_shrinkage_regularization_strength, rate.dtype),
            lr_power=tf.cast(self.learning_rate_power, rate.dtype),
        )
