import numpy as np
import pytest
import tensorflow as tf

from trainer.export.tiles import TILE_ROWS, in_tiles

WEIGHTS = tf.random.stateless_normal([24, 40], [1, 2])
LAST = tf.random.stateless_normal([40, 1], [3, 4])


def network(values):
    return tf.sigmoid(tf.nn.relu(tf.math.log1p(values) @ WEIGHTS) @ LAST)


@tf.function(input_signature=[tf.TensorSpec([None, 24])])
def tiled(values):
    return in_tiles(network, values, width=1)


ROWS = tf.random.stateless_uniform([500, 24], [5, 6])


@pytest.mark.parametrize("size", [0, 1, 7, 47, 48, 49, 96, 97, 499])
def test_a_row_has_the_same_bits_at_every_batch_size(size):
    whole = tiled(ROWS).numpy()
    received = tiled(ROWS[:size]).numpy()
    assert received.shape == (size, 1)
    assert received.tobytes() == whole[:size].tobytes()
    # At the end of its batch a row meets other places of a tile.
    assert tiled(ROWS[500 - size :]).numpy().tobytes() == whole[500 - size :].tobytes()


def test_tiles_compute_what_the_function_does():
    np.testing.assert_allclose(tiled(ROWS), network(ROWS), rtol=1e-5)


def test_the_function_meets_tiles_of_one_fixed_shape():
    shapes = []

    @tf.function(input_signature=[tf.TensorSpec([None, 24]), tf.TensorSpec([None])])
    def watched(values, scale):
        def body(tile, scales):
            shapes.append((tile.shape.as_list(), scales.shape.as_list()))
            return tile[:, :1] * scales[:, tf.newaxis]

        return in_tiles(body, values, scale, width=1)

    received = watched(ROWS[:3], tf.constant([1.0, 2.0, 4.0]))
    assert shapes == [([TILE_ROWS, 24], [TILE_ROWS])]
    expected = ROWS.numpy()[:3, :1] * [[1], [2], [4]]
    np.testing.assert_array_equal(received, expected)


LENGTHS = np.random.default_rng(0).integers(0, 9, 500)
LISTS = tf.RaggedTensor.from_row_lengths(
    tf.random.stateless_normal([LENGTHS.sum()], [7, 8]), LENGTHS
)


@tf.function(
    input_signature=[
        tf.TensorSpec([None, 24]),
        tf.RaggedTensorSpec([None, None], ragged_rank=1),
    ]
)
def with_lists(values, lists):
    def body(tile, ragged):
        assert ragged.row_splits.shape == [TILE_ROWS + 1]
        return network(tile) + tf.reduce_sum(ragged, axis=1)[:, tf.newaxis]

    return in_tiles(body, values, lists, width=1)


@pytest.mark.parametrize("size", [0, 1, 47, 48, 97, 499])
def test_a_tile_has_the_lists_of_its_own_rows(size):
    whole = with_lists(ROWS, LISTS).numpy()
    sums = tf.reduce_sum(LISTS, axis=1)[:, tf.newaxis]
    np.testing.assert_allclose(whole, network(ROWS) + sums, rtol=1e-4, atol=1e-4)
    received = with_lists(ROWS[:size], LISTS[:size]).numpy()
    assert received.tobytes() == whole[:size].tobytes()
