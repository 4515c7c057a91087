import pytest
import tensorflow as tf

from trainer.layers.cross_layer import CrossLayer


def built(width, seed=0):
    layer = CrossLayer(seed)
    layer.build((None, width))
    return layer


def test_the_identity_squares_and_adds():
    layer = built(2)
    layer.kernel.assign([[1.0, 0.0], [0.0, 1.0]])
    row = tf.constant([[3.0, -4.0]])
    # 3 * 3 + 3 and -4 * -4 - 4.
    once = layer(row, row)
    assert once.numpy().tolist() == [[12, 12]]
    # 3 * 12 + 12 and -4 * 12 + 12: a degree more.
    assert layer(row, once).numpy().tolist() == [[48, -36]]


def test_features_are_crossed_with_each_other_and_with_the_bias():
    layer = built(2)
    # The first output has the second feature in it, the second 10 times the first.
    layer.kernel.assign([[0.0, 10.0], [1.0, 0.0]])
    layer.bias.assign([0.5, 0.0])
    first, inputs = tf.constant([[2.0, 3.0]]), tf.constant([[5.0, 7.0]])
    # 2 * (7 + 0.5) + 5 and 3 * 50 + 7.
    assert layer(first, inputs).numpy().tolist() == [[20, 157]]


def test_without_weights_it_changes_nothing():
    layer = built(2)
    layer.kernel.assign(tf.zeros([2, 2]))
    row = tf.constant([[2.0, 3.0]])
    assert layer(row, row).numpy().tolist() == [[2, 3]]


@pytest.mark.parametrize("batch", [0, 1, 3])
def test_a_batch_of_any_size_has_one_line_a_row(batch):
    assert built(2)(tf.ones([batch, 2]), tf.ones([batch, 2])).shape == (batch, 2)


def test_the_seed_draws_the_weights():
    one, same, other = (built(3, seed).kernel.numpy() for seed in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()
