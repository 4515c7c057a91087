import pytest
import tensorflow as tf

from trainer.layers.cross_layer import CrossLayer
from trainer.layers.hidden_layers import HiddenLayers
from trainer.layers.precision import product_dtype, products_in

# bfloat16 has 8 binary digits: the next number after 1 is 1 + 2^-7.
BETWEEN = 1 + 2.0**-9


def hidden():
    layers = HiddenLayers([1], seed=0)
    layers.build((None, 1))
    layers.dense[0].kernel.assign([[1.0]])
    return layers


def cross():
    layer = CrossLayer(seed=0)
    layer.build((None, 1))
    layer.kernel.assign([[1.0]])
    return layer


def test_products_are_float32_unless_it_is_said_otherwise():
    assert product_dtype() == tf.float32
    with pytest.raises(KeyError), products_in(tf.bfloat16):
        assert product_dtype() == tf.bfloat16
        raise KeyError
    assert product_dtype() == tf.float32


def test_hidden_layers_round_what_they_multiply_and_answer_in_float32():
    layers, row = hidden(), tf.constant([[BETWEEN]])
    assert layers(row).numpy() == BETWEEN
    with products_in(tf.bfloat16):
        rounded = layers(row)
    assert rounded.dtype == tf.float32
    assert rounded.numpy() == 1


def test_a_cross_layer_rounds_its_product_alone():
    layer, row = cross(), tf.constant([[BETWEEN]])
    assert layer(row, row).numpy() == tf.square(BETWEEN) + BETWEEN
    with products_in(tf.bfloat16):
        # x_0 * 1 + x_l.
        assert layer(row, row).numpy() == 2 * BETWEEN


@pytest.mark.parametrize("made", [hidden, cross])
def test_the_gradient_of_a_rounded_product_is_float32(made):
    layer, row = made(), tf.constant([[BETWEEN]])
    inputs = (row, row) if isinstance(layer, CrossLayer) else (row,)
    with tf.GradientTape() as tape, products_in(tf.bfloat16):
        answer = layer(*inputs)
    for variable, gradient in zip(
        layer.trainable_variables,
        tape.gradient(answer, [v.value for v in layer.trainable_variables]),
        strict=True,
    ):
        assert gradient.dtype == variable.value.dtype == tf.float32
