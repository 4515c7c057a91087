import keras
import numpy as np
import pytest
import tensorflow as tf

from trainer.optimizers.sparse_adam import SparseAdam

RATE, BETA_1, BETA_2, EPSILON = 0.3, 0.8, 0.95, 1e-7


def optimizer():
    return SparseAdam(RATE, beta_1=BETA_1, beta_2=BETA_2)


def test_steps_with_repeated_rows_equal_the_reference(follows):
    m, v = np.zeros((6, 2)), np.zeros((6, 2))

    def reference(table, row, gradient, step):
        m[row] = BETA_1 * m[row] + (1 - BETA_1) * gradient
        v[row] = BETA_2 * v[row] + (1 - BETA_2) * gradient**2
        alpha = RATE * np.sqrt(1 - BETA_2**step) / (1 - BETA_1**step)
        table[row] -= alpha * m[row] / (np.sqrt(v[row]) + EPSILON)

    follows(optimizer(), reference)


@pytest.mark.parametrize("sparse", [True, False])
def test_where_every_row_is_read_it_is_adam(sparse):
    table = np.array([[1.0], [2.0]], np.float32)
    received, expected = keras.Variable(table), keras.Variable(table)
    lazy, adam = optimizer(), keras.optimizers.Adam(RATE, BETA_1, BETA_2)
    for values in ([[0.5], [-1.0]], [[2.0], [0.25]]):
        gradient = tf.constant(values)
        slices = tf.IndexedSlices(gradient, tf.constant([0, 1]), [2, 1])
        lazy.apply([slices if sparse else gradient], [received])
        adam.apply([gradient], [expected])
    np.testing.assert_allclose(received.numpy(), expected.numpy(), rtol=1e-6)


def test_amsgrad_is_refused():
    with pytest.raises(ValueError) as error:
        SparseAdam(amsgrad=True)
    assert str(error.value) == "amsgrad: expected False, received True"
