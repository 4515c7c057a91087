"""Gradient descent that touches only the rows of a table that a batch has read."""

import keras
import tensorflow as tf

from trainer.optimizers.row_sparse import RowSparse, subtract_rows


@keras.saving.register_keras_serializable("sparky")
class SparseSGD(RowSparse, keras.optimizers.SGD):
    """Stochastic gradient descent with momentum (Polyak, 1964), row-sparse.

    For every row r of the table that the batch has read, with g the sum of the
    gradients of all its reads:

        without momentum: table[r] -= learning_rate * g
        with it:          velocity[r] = momentum * velocity[r] - learning_rate * g
                          table[r] += velocity[r]
        and Nesterov's:   table[r] += momentum * velocity[r] - learning_rate * g

    A row that the batch has not read does not move on by its velocity.
    """

    def update_rows(
        self,
        variable: tf.Variable,
        gradient: tf.Tensor,
        rows: tf.Tensor,
        rate: tf.Tensor,
    ) -> None:
        """Updates the rows by TensorFlow's kernels."""
        if not self.momentum:
            subtract_rows(variable, rows, rate * gradient)
            return
        tf.raw_ops.ResourceSparseApplyKerasMomentum(
            var=variable.handle,
            accum=self.slot(self.momentums, variable).handle,
            lr=rate,
            grad=gradient,
            indices=rows,
            momentum=tf.cast(self.momentum, rate.dtype),
            use_nesterov=self.nesterov,
        )
