"""Adam that touches only the rows of a table that a batch has read: lazy Adam."""

from typing import Any

import keras
import tensorflow as tf

from trainer.optimizers.row_sparse import RowSparse, subtract_rows, write_rows


@keras.saving.register_keras_serializable("sparky")
class SparseAdam(RowSparse, keras.optimizers.Adam):
    """Adam (Kingma and Ba, 2015, algorithm 1 as in the end of section 2), row-sparse.

    For every row r of the table that the batch has read, with g the sum of the
    gradients of all its reads, at step t from 1:

        m[r] = beta_1 * m[r] + (1 - beta_1) * g
        v[r] = beta_2 * v[r] + (1 - beta_2) * g * g
        alpha = learning_rate * sqrt(1 - beta_2^t) / (1 - beta_1^t)
        table[r] -= alpha * m[r] / (sqrt(v[r]) + epsilon)

    On a table it is not Adam: the moments of a row that the batch has not read do not
    decay, and the row does not move on by them. t counts all steps, not those of the
    row. Dense variables have Adam itself, in one operation each where Keras' own takes
    twelve.
    """

    def __init__(self, *args: Any, **kwargs: Any):
        """Takes the arguments of Keras' Adam, and `l2`.

        Raises:
          ValueError: an argument would make Keras pass over the whole table, or asks
            for AMSGrad, which has no row-sparse form here.
        """
        super().__init__(*args, **kwargs)
        if self.amsgrad:
            raise ValueError(f"amsgrad: expected False, received {self.amsgrad}")

    def update_rows(
        self,
        variable: tf.Variable,
        gradient: tf.Tensor,
        rows: tf.Tensor,
        rate: tf.Tensor,
    ) -> None:
        """Updates the rows; TensorFlow has no kernel for it, but for each part."""
        momentum = self.slot(self._momentums, variable)
        velocity = self.slot(self._velocities, variable)
        m_now, v_now = tf.gather(momentum, rows), tf.gather(velocity, rows)
        m = m_now + (1 - self.beta_1) * (gradient - m_now)
        v = v_now + (1 - self.beta_2) * (tf.square(gradient) - v_now)
        write_rows(momentum, rows, m_now, m)
        write_rows(velocity, rows, v_now, v)
        step = self._alpha(rate) * m / (tf.sqrt(v) + self.epsilon)
        subtract_rows(variable, rows, step)

    def update_all(
        self, variable: tf.Variable, gradient: tf.Tensor, rate: tf.Tensor
    ) -> None:
        """Takes the step of a dense variable, Adam's own, by TensorFlow's kernel."""
        first, second = self._powers(rate.dtype)
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=self.slot(self._momentums, variable).handle,
            v=self.slot(self._velocities, variable).handle,
            beta1_power=first,
            beta2_power=second,
            lr=rate,
            beta1=tf.cast(self.beta_1, rate.dtype),
            beta2=tf.cast(self.beta_2, rate.dtype),
            epsilon=tf.cast(self.epsilon, rate.dtype),
            grad=gradient,
        )

    def _alpha(self, rate: tf.Tensor) -> tf.Tensor:
        first, second = self._powers(rate.dtype)
        return rate * tf.sqrt(1 - second) / (1 - first)

    def _powers(self, dtype: tf.DType) -> tuple[tf.Tensor, tf.Tensor]:
        step = tf.cast(self._iterations.value + 1, dtype)
        betas = (tf.cast(beta, dtype) for beta in (self.beta_1, self.beta_2))
        return tuple(tf.pow(beta, step) for beta in betas)
