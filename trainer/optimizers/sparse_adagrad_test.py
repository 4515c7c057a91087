import keras
import numpy as np
import tensorflow as tf

from trainer.optimizers.sparse_adagrad import SparseAdagrad

RATE, INITIAL, EPSILON = 0.3, 0.001, 1e-7


def optimizer():
    return SparseAdagrad(RATE, initial_accumulator_value=INITIAL)


def reference(table, accumulator, values, rows):
    for row in np.unique(rows):
        gradient = values[rows == row].sum(axis=0)
        accumulator[row] += gradient**2
        table[row] -= RATE * gradient / (np.sqrt(accumulator[row]) + EPSILON)


def test_three_steps_with_repeated_rows_equal_the_reference():
    random = np.random.default_rng(0)
    table = random.normal(size=(6, 2)).astype(np.float32)
    expected, accumulator = table.copy(), np.full((6, 2), INITIAL, np.float32)
    variable, adagrad = keras.Variable(table), optimizer()
    for rows in ([0, 3, 3, 3, 0], [3], [5, 5]):
        values = random.normal(size=(len(rows), 2)).astype(np.float32)
        reference(expected, accumulator, values, np.array(rows))
        gradient = tf.IndexedSlices(tf.constant(values), tf.constant(rows), [6, 2])
        adagrad.apply([gradient], [variable])
    np.testing.assert_allclose(variable.numpy(), expected, rtol=1e-5)
    assert (variable.numpy()[[1, 2, 4]] == table[[1, 2, 4]]).all()


def test_opposite_gradients_of_one_row_cancel():
    variable = keras.Variable(np.ones((2, 1), np.float32))
    gradient = tf.IndexedSlices(
        tf.constant([[2.0], [-2.0]]), tf.constant([1, 1]), [2, 1]
    )
    optimizer().apply([gradient], [variable])
    # Adding the squares of the single reads would change the accumulator, not the row.
    assert variable.numpy().tolist() == [[1.0], [1.0]]


def test_a_dense_gradient_takes_the_same_formula():
    table = np.array([[1.0], [2.0]], np.float32)
    sparse, dense = keras.Variable(table), keras.Variable(table)
    rows = tf.IndexedSlices(tf.constant([[0.5], [0.0]]), tf.constant([0, 1]), [2, 1])
    optimizer().apply([rows], [sparse])
    optimizer().apply([tf.constant([[0.5], [0.0]])], [dense])
    assert sparse.numpy().tolist() == dense.numpy().tolist()


def test_it_trains_a_keras_model_under_fit():
    inputs = keras.Input([1])
    model = keras.Model(
        inputs, keras.layers.Dense(1, kernel_initializer="zeros")(inputs)
    )
    model.compile(optimizer(), loss="mse")
    x = np.linspace(-1, 1, 32).reshape(-1, 1)
    history = model.fit(x, 2 * x, epochs=20, batch_size=8, verbose=0)
    assert history.history["loss"][-1] < 0.01 * history.history["loss"][0]


def test_it_is_rebuilt_from_its_configuration():
    copy = SparseAdagrad.from_config(optimizer().get_config())
    assert copy.initial_accumulator_value == INITIAL
    np.testing.assert_allclose(float(copy.learning_rate), RATE, rtol=1e-6)
