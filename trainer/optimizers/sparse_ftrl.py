"""FTRL-Proximal that touches only the rows of a table that a batch has read."""

from typing import Any

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

    So a weight that is met at half the rate would be halved, and one that is met at a
    rate of nearly 0 lost. Where the rate varies, the linear slot is first made to say
    the weight as it stands, at the rate of now; without l1 and l2, the step then is
    Adagrad's, `table[r] -= learning_rate * g / grown^p`.
    """

    def __init__(self, *args: Any, rate_varies: bool = False, **kwargs: Any):
        """Takes the arguments of `keras.optimizers.Ftrl` and of `RowSparse`.

        Args:
          *args: theirs.
          rate_varies: whether steps have different rates.
          **kwargs: theirs.
        """
        super().__init__(*args, **kwargs)
        self.rate_varies = rate_varies

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments that make the same optimizer."""
        return {**super().get_config(), "rate_varies": self.rate_varies}

    def update_rows(
        self,
        variable: tf.Variable,
        gradient: tf.Tensor,
        rows: tf.Tensor,
        rate: tf.Tensor,
    ) -> None:
        """Updates the rows by TensorFlow's kernel."""
        if self.rate_varies:
            self.restate(variable, rows, rate)
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

    def update_all(
        self, variable: tf.Variable, gradient: tf.Tensor, rate: tf.Tensor
    ) -> None:
        """Takes the step of a dense gradient, as Keras does."""
        if self.rate_varies:
            linears = self.slot(self._linears, variable)
            accumulators = self.slot(self._accumulators, variable)
            linears.assign(self._stated(variable, accumulators, linears, rate))
        super().update_all(variable, gradient, rate)

    @property
    def tables(self) -> list[tf.Variable]:
        """The variables that it updates."""
        return [variable.value for variable in self._trainable_variables]

    def restate(self, variable: tf.Variable, rows: tf.Tensor, rate: tf.Tensor) -> None:
        """Has the linear slot of rows say their weight as it stands, at a rate.

        Args:
          variable: the table, [R, D].
          rows: each once, [U].
          rate: of the steps to come.
        """
        linears = self.slot(self._linears, variable)
        slots = (variable, self.slot(self._accumulators, variable), linears)
        stated = self._stated(*(tf.gather(slot, rows) for slot in slots), rate)
        linears.scatter_update(tf.IndexedSlices(stated, rows))

    def _stated(
        self, weight: tf.Tensor, accumulator: tf.Tensor, linear: tf.Tensor, rate: Any
    ) -> tf.Tensor:
        """Returns the linear slot from which a weight other than 0 follows."""
        root = tf.pow(accumulator, -self.learning_rate_power)
        l1, l2 = self.l1_regularization_strength, self.l2_regularization_strength
        quadratic = (root + self.beta) / rate + 2 * l2
        stated = -weight * quadratic - l1 * tf.sign(weight)
        return tf.where(tf.equal(weight, 0), linear, stated)
