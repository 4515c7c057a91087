"""The fully connected layers of a model, from its features to its last logit."""

from collections.abc import Sequence

import keras
import tensorflow as tf

from trainer.layers.precision import product_dtype


class HiddenLayers(keras.layers.Layer):
    """`h_{l+1} = max(0, h_l W_l + b_l)`, one layer after the other.

    Nair and Hinton, "Rectified Linear Units Improve Restricted Boltzmann Machines",
    2010; the draw of W is that of Glorot and Bengio, 2010, equation 16.

    Input shape: [B, K] float32, K at least 1, in one part or several.
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

    def call(self, *inputs: tf.Tensor) -> tf.Tensor:
        """Returns the outputs of the last layer [B, U].

        Args:
          *inputs: [B, K_1], [B, K_2] and so on, taken as if side by side.
        """
        dtype = product_dtype()
        outputs = [tf.cast(part, dtype) for part in inputs]
        for layer in self.dense:
            kernel, bias = (tf.cast(v.value, dtype) for v in (layer.kernel, layer.bias))
            outputs = [tf.nn.relu(tf.nn.bias_add(_product(outputs, kernel), bias))]
        return tf.cast(outputs[0], tf.float32)


def _product(parts: Sequence[tf.Tensor], kernel: tf.Tensor) -> tf.Tensor:
    widths = [part.shape[1] for part in parts]
    # oneDNN aborts at a product of width 0.
    if len(parts) == 1 or 0 in widths:
        return tf.matmul(tf.concat(parts, axis=1), kernel)
    # Each meets its own rows of the kernel: to put a batch's embeddings beside other
    # inputs, and to cut their gradients out again, is a tenth of a step.
    return tf.add_n(list(map(tf.matmul, parts, tf.split(kernel, widths))))


def logit_layer(seed: int, name: str = "logit") -> keras.layers.Dense:
    """Returns `h W + b`, [B, K] to [B, 1], drawn as the hidden layers are."""
    drawn = keras.initializers.GlorotUniform(seed)
    return keras.layers.Dense(1, kernel_initializer=drawn, name=name)
