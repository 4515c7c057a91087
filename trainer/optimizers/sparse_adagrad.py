"""Adagrad that touches only the rows of a table that a batch has read."""

import keras
import tensorflow as tf


class SparseAdagrad(keras.optimizers.Adagrad):
    """Adagrad (Duchi et al., 2011) with a row-sparse update, duplicates summed first.

    For every row r of the table that the batch has read, with g the sum of the
    gradients of all its reads:

        accumulator[r] += g * g
        table[r] -= learning_rate * g / (sqrt(accumulator[r]) + epsilon)

    Keras' own Adagrad passes over the whole table at each step, and adds the squares
    of the single reads where the square of their sum is meant. Dense variables get the
    same formula. Weight decay, `clipvalue` and `global_clipnorm` make Keras pass over
    the whole table again.
    """

    def update_step(
        self,
        gradient: tf.Tensor | tf.IndexedSlices,
        variable: tf.Variable,
        learning_rate: tf.Tensor,
    ) -> None:
        """Updates `variable` and its accumulator in place, by TensorFlow's kernels."""
        slot = self._accumulators[self._get_variable_index(variable)].value
        step = {
            "var": variable.handle,
            "accum": slot.handle,
            "lr": tf.cast(learning_rate, variable.dtype),
            "epsilon": tf.cast(self.epsilon, variable.dtype),
            "use_locking": False,
        }
        if isinstance(gradient, tf.IndexedSlices):
            sums, rows = sum_duplicates(gradient)
            tf.raw_ops.ResourceSparseApplyAdagradV2(grad=sums, indices=rows, **step)
        else:
            tf.raw_ops.ResourceApplyAdagradV2(grad=gradient, **step)


def sum_duplicates(gradient: tf.IndexedSlices) -> tuple[tf.Tensor, tf.Tensor]:
    """Returns the summed gradient of every distinct row, [U, D], and the rows, [U]."""
    indices = tf.reshape(gradient.indices, [-1])
    rows, positions = tf.unique(indices)
    width = tf.shape(gradient.values)[-1]
    values = tf.reshape(gradient.values, [-1, width])
    return tf.math.unsorted_segment_sum(values, positions, tf.size(rows)), rows
