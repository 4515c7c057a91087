"""Adagrad that touches only the rows of a table that a batch has read."""

import keras
import tensorflow as tf

from trainer.optimizers.row_sparse import RowSparse, subtract_rows, write_rows


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
        """Updates the rows by reads and writes that copy them.

        TensorFlow's kernel takes three times as long on a large table: it has one row
        under way at a time, and waits for the memory of each.
        """
        accumulator = self.slot(self._accumulators, variable)
        now = tf.gather(accumulator, rows)
        grown = now + tf.square(gradient)
        write_rows(accumulator, rows, now, grown)
        step = rate * gradient / (tf.sqrt(grown) + self.epsilon)
        subtract_rows(variable, rows, step)

    def update_all(
        self, variable: tf.Variable, gradient: tf.Tensor, rate: tf.Tensor
    ) -> None:
        """Takes the same formula for a dense variable."""
        tf.raw_ops.ResourceApplyAdagradV2(
            var=variable.handle,
            accum=self.slot(self._accumulators, variable).handle,
            lr=rate,
            epsilon=tf.cast(self.epsilon, rate.dtype),
            grad=gradient,
        )
