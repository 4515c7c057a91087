"""A click model with the wide part, which most of them have."""

import tensorflow as tf

from trainer.contract.schema import Schema
from trainer.layers.hashed_crosses import HashedCrosses
from trainer.layers.numeric import NumericFeatures
from trainer.layers.stacked_embedding import StackedEmbedding
from trainer.models.click_model import ClickModel


class WideModel(ClickModel):
    """A bias, and a weight for every number, categorical value and bucket of a cross.

    The layer `wide` holds those of values and buckets, in a table of width 1, so that
    FTRL may have it while other optimizers have the rest.
    """

    def __init__(self, schema: Schema, seed: int):
        """Makes the layers; `build` makes their variables.

        Args:
          schema: resolved; its vocabulary sizes and statistics shape the model.
          seed: of every draw.
        """
        super().__init__()
        self._sizes = [schema.vocabulary_size(c.name) for c in schema.categorical]
        self.numeric = NumericFeatures.of(schema)
        self.crosses = HashedCrosses(schema)
        weights = [*self._sizes, *self.crosses.buckets]
        self.wide = StackedEmbedding(weights, 1, seed, bound=0.0, name="wide")
        self._numeric_width = 2 * len(schema.numeric)

    def build(self, input_shape: object = None) -> None:
        """Makes the variables; the schema alone gives their shapes."""
        self.wide.build()
        width = (self._numeric_width,)
        self.numeric_weights = self.add_weight(
            name="numeric_weights", shape=width, initializer="zeros"
        )
        self.bias = self.add_weight(name="bias", shape=(), initializer="zeros")

    def linear_logit(self, numeric: tf.Tensor, ids: tf.Tensor) -> tf.Tensor:
        """Returns the linear part [B] of numeric [B, 2N] and ids [B, C]."""
        # A sum of products, not a matrix product: oneDNN aborts at one of width 0.
        numbers = tf.reduce_sum(numeric * self.numeric_weights.value, axis=1)
        if self.crosses.buckets:
            ids = tf.concat([ids, self.crosses(ids)], axis=1)
        return self.bias.value + numbers + tf.reduce_sum(self.wide(ids), axis=[1, 2])
