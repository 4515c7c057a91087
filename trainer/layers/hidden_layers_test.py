import numpy as np
import tensorflow as tf

from trainer.layers.hidden_layers import HiddenLayers, logit_layer


def built(units, inputs, seed=0):
    layers = HiddenLayers(units, seed)
    layers.build((None, inputs))
    return layers


def test_each_layer_is_a_product_a_sum_and_nothing_below_zero():
    layers = built([2, 1], inputs=2)
    first, last = layers.dense
    first.kernel.assign([[1.0, -1.0], [2.0, 0.0]])
    first.bias.assign([1.0, 2.0])
    last.kernel.assign([[10.0], [100.0]])
    # 3 + 2 * 4 + 1 = 12 and -3 + 2 = -1, which becomes 0; 120 + 0.
    assert layers(tf.constant([[3.0, 4.0]])).numpy().tolist() == [[120]]
    assert layers.width == 1


def test_parts_are_taken_side_by_side():
    layers = built([3, 2], inputs=5, seed=4)
    whole = tf.constant([[1.0, -2.0, 0.5, 4.0, 0.25], [0.0, 1.0, -1.0, 2.0, 8.0]])
    parts = whole[:, :2], tf.zeros([2, 0]), whole[:, 2:]
    np.testing.assert_allclose(layers(*parts), layers(whole), rtol=1e-6)


def test_the_seed_draws_the_weights_and_each_layer_has_its_own():
    one, same, other = (built([3, 3], 3, seed) for seed in (1, 1, 2))
    for left, right in zip(one.weights, same.weights, strict=True):
        assert (left.numpy() == right.numpy()).all()
    first, second = (layer.kernel.numpy() for layer in one.dense)
    assert (first != second).any()
    assert (first != other.dense[0].kernel.numpy()).any()


def test_a_logit_is_a_product_and_a_sum():
    layer = logit_layer(seed=0)
    layer.build((None, 2))
    layer.kernel.assign([[1.0], [10.0]])
    layer.bias.assign([0.5])
    np.testing.assert_array_equal(layer(tf.constant([[3.0, -4.0]])), [[-36.5]])
