"""A linear part that memorises beside a deep part that generalises."""

from collections.abc import Mapping, Sequence

import keras
import tensorflow as tf

from trainer.contract.schema import Schema
from trainer.layers.mixed_embedding import MixedEmbedding
from trainer.models.click_model import ClickModel


class WideDeep(ClickModel):
    """`logit = linear(x) + MLP(numeric, embeddings)`.

    Cheng et al., "Wide & Deep Learning for Recommender Systems", 2016, equation 3,
    without crossed features: the MLP finds the interactions.
    """

    def __init__(
        self,
        schema: Schema,
        seed: int,
        dimensions: Sequence[int],
        hidden_units: Sequence[int],
    ):
        """Makes the layers; `build` makes their variables.

        Args:
          schema: resolved.
          seed: of every draw.
          dimensions: the width of each feature's embedding, [C].
          hidden_units: the widths of the MLP's layers.
        """
        super().__init__(schema, seed)
        self.deep = MixedEmbedding(self._sizes, dimensions, seed)
        self.hidden = [
            keras.layers.Dense(
                units,
                activation="relu",
                kernel_initializer=keras.initializers.GlorotUniform(seed + 1 + depth),
                name=f"hidden_{depth}",
            )
            for depth, units in enumerate(hidden_units)
        ]
        last = keras.initializers.GlorotUniform(seed + 1 + len(hidden_units))
        self.deep_logit = keras.layers.Dense(1, kernel_initializer=last, name="logit")

    def build(self, input_shape: object = None) -> None:
        """Makes the variables; the schema alone gives their shapes."""
        super().build()
        self.deep.build()
        width = self._numeric_width + self.deep.width
        for layer in (*self.hidden, self.deep_logit):
            layer.build((None, width))
            width = layer.units

    def call(self, features: Mapping[str, tf.Tensor]) -> tf.Tensor:
        """Returns the logits [B] of `numeric` [B, N] and `ids` [B, C]."""
        numeric = self.numeric(features["numeric"])
        deep = tf.concat([numeric, self.deep(features["ids"])], axis=1)
        for layer in self.hidden:
            deep = layer(deep)
        linear = self.linear_logit(numeric, features["ids"])
        return linear + self.deep_logit(deep)[:, 0]
