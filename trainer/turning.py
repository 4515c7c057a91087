"""Matrices of integers with rows and columns exchanged."""

import tensorflow as tf

# As bits of another type: oneDNN looks at integers first, and says that it has no way
# to turn them on some CPUs.
_BITS = {tf.int32: tf.float32, tf.int64: tf.float64}


def turned(integers: tf.Tensor) -> tf.Tensor:
    """Returns integers [N, M] as [M, N], int32 or int64."""
    bits = tf.bitcast(integers, _BITS[integers.dtype])
    return tf.bitcast(tf.transpose(bits), integers.dtype)
