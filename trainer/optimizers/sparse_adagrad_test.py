import keras
import numpy as np
import tensorflow as tf

from trainer.optimizers.sparse_adagrad import SparseAdagrad

RATE, INITIAL, EPSILON = 0.3, 0.001, 1e-7


def optimizer():
    return SparseAdagrad(RATE, initial_accumulator_value=INITIAL)


def test_steps_with_repeated_rows_equal_the_reference(follows):
    accumulator = np.full((6, 2), INITIAL)

    def reference(table, row, gradient, step):
        accumulator[row] += gradient**2
        table[row] -= RATE * gradient / (np.sqrt(accumulator[row]) + EPSILON)

    follows(optimizer(), reference)


def test_opposite_gradients_of_one_row_cancel():
    variable = keras.Variable(np.ones((2, 1), np.float32))
    gradient = tf.IndexedSlices(
        tf.constant([[2.0], [-2.0]]), tf.constant([1, 1]), [2, 1]
    )
    adagrad = optimizer()
    adagrad.apply([gradient], [variable])
    # The squares of the single reads add up to 8, the square of their sum is 0.
    (accumulator,) = adagrad._accumulators
    np.testing.assert_allclose(accumulator.numpy(), INITIAL)
    assert variable.numpy().tolist() == [[1.0], [1.0]]


def test_a_dense_gradient_takes_the_same_formula():
    table = np.array([[1.0], [2.0]], np.float32)
    sparse, dense = keras.Variable(table), keras.Variable(table)
    rows = tf.IndexedSlices(tf.constant([[0.5], [0.0]]), tf.constant([0, 1]), [2, 1])
    optimizer().apply([rows], [sparse])
    optimizer().apply([tf.constant([[0.5], [0.0]])], [dense])
    assert sparse.numpy().tolist() == dense.numpy().tolist()
