"""One more degree of explicit products of features."""

import keras
import tensorflow as tf

from trainer.layers.precision import product_dtype


class CrossLayer(keras.layers.Layer):
    """`x_{l+1} = x_0 * (W x_l + b) + x_l`, the first product element by element.

    Wang et al., "DCN V2: Improved Deep & Cross Network and Practical Lessons for
    Web-scale Learning to Rank Systems", 2021, equation 1. L layers see the products of
    up to L + 1 features.

    Input shapes: x_0 and x_l [B, K] float32, K at least 1.
    Output shape: [B, K] float32.
    """

    def __init__(self, seed: int, name: str = "cross"):
        """Makes the layer; `build` makes its variables.

        Args:
          seed: of W, drawn as Glorot and Bengio do; b starts at zero.
          name: of the layer.
        """
        super().__init__(name=name)
        self._drawn = keras.initializers.GlorotUniform(seed)

    def build(self, input_shape: tuple[int | None, int]) -> None:
        """Makes W, its transpose in truth, [K, K], and b, [K]."""
        width = input_shape[-1]
        self.kernel = self.add_weight(
            name="kernel", shape=(width, width), initializer=self._drawn
        )
        self.bias = self.add_weight(name="bias", shape=(width,), initializer="zeros")

    def call(self, first: tf.Tensor, inputs: tf.Tensor) -> tf.Tensor:
        """Returns x_{l+1} [B, K] of x_0 [B, K] and x_l [B, K]."""
        dtype = product_dtype()
        factors = (tf.cast(factor, dtype) for factor in (inputs, self.kernel.value))
        product = tf.cast(tf.matmul(*factors), tf.float32)
        return first * tf.nn.bias_add(product, self.bias.value) + inputs
