import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer import distinct_rows

TABLE = np.arange(12, dtype=np.float32).reshape(6, 2)
VARIABLE = tf.Variable(TABLE)
ROWS = st.lists(st.lists(st.integers(0, 5), min_size=3, max_size=3), max_size=8)


@tf.function(reduce_retracing=True)
def read_and_gradient(rows, upstream):
    with tf.GradientTape() as tape:
        read = distinct_rows.read_once(VARIABLE, rows)
    gradient = tape.gradient(read, VARIABLE, output_gradients=upstream)
    again = distinct_rows.sum_duplicates(gradient)
    assert again is gradient
    return read, gradient.values, gradient.indices


@settings(max_examples=50, deadline=None)
@given(ROWS)
def test_reads_and_summed_gradients_are_those_of_single_reads(rows):
    rows = np.array(rows, np.int32).reshape(-1, 3)
    upstream = np.arange(rows.size * 2, dtype=np.float32).reshape(-1, 3, 2) + 1
    read, values, indices = read_and_gradient(tf.constant(rows), tf.constant(upstream))
    assert (read.numpy() == TABLE[rows]).all()
    expected = np.zeros_like(TABLE)
    np.add.at(expected, rows, upstream)
    found = np.zeros_like(TABLE)
    found[indices.numpy()] = values.numpy()
    assert (found == expected).all()
    assert sorted(indices.numpy()) == sorted(set(rows.flat))


def test_gradients_of_single_reads_are_summed_row_by_row():
    gradient = tf.IndexedSlices(
        tf.constant([[1.0], [2.0], [4.0]]), tf.constant([3, 0, 3]), [6, 1]
    )
    summed = distinct_rows.sum_duplicates(gradient)
    assert summed.indices.numpy().tolist() == [3, 0]
    assert summed.values.numpy().tolist() == [[5.0], [2.0]]


def test_rows_that_nobody_has_proved_distinct_are_looked_at():
    @tf.function
    def summed(values, rows):
        places = tf.unique(rows)[1]
        slices = tf.IndexedSlices(values, tf.reshape(places, [-1]), [6, 1])
        return distinct_rows.sum_duplicates(slices).indices

    rows = summed(tf.ones([3, 1]), tf.constant([7, 7, 9]))
    assert rows.numpy().tolist() == [0, 1]


LENGTHS = np.random.default_rng(0).integers(0, 40, 500)
ROWS = np.repeat(np.arange(500), LENGTHS)


def summed(values, rows, weights, count):
    return distinct_rows.sums(
        tf.constant(values), tf.constant(rows), count, tf.constant(weights)
    ).numpy()


def test_a_row_has_the_weighted_sum_of_its_values():
    values = np.array([[1, 2], [3, 4], [5, 6]], np.float32)
    weights = np.array([0.5, 2, 1], np.float32)
    received = summed(values, [2, 0, 2], weights, 4)
    assert received.tolist() == [[6, 8], [0, 0], [5.5, 7], [0, 0]]


@pytest.mark.parametrize("width", [1, 16, 40])
def test_a_sum_is_the_same_bits_beside_any_other_rows(width):
    random = np.random.default_rng(width)
    values = random.normal(size=(len(ROWS), width)).astype(np.float32)
    weights = random.random(len(ROWS)).astype(np.float32)
    whole = summed(values, ROWS, weights, 500)
    for row in (0, 7, 250, 499):
        own = ROWS == row
        alone = summed(values[own], np.zeros(own.sum(), np.int64), weights[own], 1)
        assert alone.tobytes() == whole[row].tobytes()
        # One after the other: no tree of sums, whose shape a neighbour could change.
        total = np.zeros(width, np.float32)
        for value, weight in zip(values[own], weights[own], strict=True):
            total = total + value * weight
        np.testing.assert_allclose(whole[row], total, rtol=1e-5, atol=1e-6)
