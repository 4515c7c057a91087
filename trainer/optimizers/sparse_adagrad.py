"""Adagrad that touches only the rows of a table that a batch has read."""

import keras
import tensorflow as tf

from trainer.optimizers.row_sparse import RowSparse


@keras.saving.register_keras_serializable("sparky")
class SparseAdagrad(RowSparse, keras.optimizers.Adagrad):
    """Adagrad (Duchi et al., 2011, figure 1 with a diagonal matrix), row-sparse.

    For every row r of the table that the batch has read, with g the sum of the
    gradients of all its reads:

        accumulator[r] += g * g
        table[r] -= learning_rate * g / (sqrt(accumulator[r]) + epsilon)

    Keras' own Adagrad passes over the whole table at each step, adds the squares of
    the single reads where the square of their sum is meant, and has epsilon under the
    root.
    """

    def update_rows(
        self,
        variable: tf.Variable,
        gradient: tf.Tensor,
        rows: tf.Tensor,
        rate: tf.Tensor,
    ) -> None:
        """Updates the rows by TensorFlow's kernel."""
        tf.raw_ops.ResourceSparseApplyAdagradV2(
            grad=gradient, indices=rows, **self._step(variable, rate)
        )

    def update_all(
        self, variable: tf.Variable, gradient: tf.Tensor, rate: tf.Tensor
    ) -> None:
        """Takes the same formula for a dense variable."""
        tf.raw_ops.ResourceApplyAdagradV2(grad=gradient, **self._step(variable, rate))

    def _step(self, variable: tf.Variable, rate: tf.Tensor) -> dict[str, tf.Tensor]:
        return {
            "var": variable.handle,
            "accum": self.slot(self._accumulators, variable).handle,
            "lr": rate,
            "epsilon": tf.cast(self.epsilon, variable.dtype),
        }
