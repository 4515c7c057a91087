"""The fully connected layers of a model, from its features to its last logit."""

from collections.abc import Sequence

import keras
import tensorflow as tf


class HiddenLayers(keras.layers.Layer):
    """`h_{l+1} = max(0, h_l W_l + b_l)`, one layer after the other.

    Nair and Hinton, "Rectified Linear Units Improve Restricted Boltzmann Machines",
    2010; the draw of W is that of Glorot and Bengio, 2010, equation 16.

    Input shape: [B, K] float32, K at least 1.
    Output shape: [B, U] float32, U the width of the last layer.
    """

    def __init__(self, units: Sequence[int], seed: int, name: str = "hidden"):
        """Makes the layers; `build` makes their variables.

        Args:
          units: the width of each layer, at least one.
          seed: of the first layer's draw; the next have the numbers after it.
          name: of the layer, and the beginning of the names of all.
        """
        super().__init__(name=name)
        self.width = units[-1]
        self.dense = [
            keras.layers.Dense(
                width,
                activation="relu",
                kernel_initializer=keras.initializers.GlorotUniform(seed + depth),
                name=f"{name}_{depth}",
            )
            for depth, width in enumerate(units)
        ]

    def build(self, input_shape: tuple[int | None, int]) -> None:
        """Makes the variables for inputs [B, K]."""
        width = input_shape[-1]
        for layer in self.dense:
            layer.build((None, width))
            width = layer.units

    def call(self, inputs: tf.Tensor) -> tf.Tensor:
        """Returns the outputs of the last layer [B, U] of inputs [B, K]."""
        for layer in self.dense:
            inputs = layer(inputs)
        return inputs


def logit_layer(seed: int, name: str = "logit") -> keras.layers.Dense:
    """Returns `h W + b`, [B, K] to [B, 1], drawn as the hidden layers are."""
    drawn = keras.initializers.GlorotUniform(seed)
    return keras.layers.Dense(1, kernel_initializer=drawn, name=name)
