"""A click model with the wide part, which most of them have."""

from collections.abc import Sequence

import tensorflow as tf

from trainer.contract.feature_tables import EMBEDDING, WEIGHT, Block, Owner
from trainer.layers.feature_columns import FeatureColumns
from trainer.layers.hashed_crosses import HashedCrosses
from trainer.layers.list_ids import ListIds
from trainer.layers.mixed_embedding import MixedEmbedding
from trainer.layers.stacked_embedding import StackedEmbedding
from trainer.models.click_model import ClickModel


class WideModel(ClickModel):
    """A bias, and a weight for every number, categorical value and bucket of a cross.

    The layer `wide` holds those of values and buckets, in a table of width 1, so that
    FTRL may have it while other optimizers have the rest. A list has the sum or mean of
    its values' weights.

    Attributes:
      deep: the embeddings; None of a model without any.
    """

    deep: StackedEmbedding | MixedEmbedding | None = None

    def __init__(self, columns: FeatureColumns, seed: int):
        """Makes the layers; `build` makes their variables.

        Args:
          columns: of the features; they shape the model.
          seed: of every draw.
        """
        super().__init__()
        self.columns = columns
        self.crosses = HashedCrosses(columns.schema)
        weights = [*columns.sizes, *self.crosses.buckets]
        self.wide = StackedEmbedding(
            weights, 1, seed, bound=0.0, name="wide", lists=columns.lists
        )

    def build(self, input_shape: object = None) -> None:
        """Makes the variables; the schema alone gives their shapes."""
        self.wide.build()
        width = (self.columns.numeric_width,)
        self.numeric_weights = self.add_weight(
            name="numeric_weights", shape=width, initializer="zeros"
        )
        self.bias = self.add_weight(name="bias", shape=(), initializer="zeros")

    def blocks(self) -> list[tuple[StackedEmbedding, tuple[Block, ...]]]:
        """Returns the tables, and which rows of each a feature or a cross has."""
        names = self.columns.names
        crosses = self.columns.schema.crosses
        weights = [Owner(WEIGHT, name) for name in names]
        weights += [Owner(WEIGHT, None, cross.columns) for cross in crosses]
        wide = self.wide.blocks(weights)
        if self.deep is None:
            return wide
        return wide + self.deep.blocks([Owner(EMBEDDING, name) for name in names])

    def linear_logit(
        self, numeric: tf.Tensor, ids: tf.Tensor, lists: Sequence[ListIds] = ()
    ) -> tf.Tensor:
        """Returns the linear part [B] of numeric [B, 2N], ids [B, S] and lists."""
        # A sum of products, not a matrix product: oneDNN aborts at one of width 0.
        numbers = tf.reduce_sum(numeric * self.numeric_weights.value, axis=1)
        if self.crosses.buckets:
            ids = tf.concat([ids, self.crosses(ids)], axis=1)
        return self.bias.value + numbers + tf.reduce_sum(self.wide(ids, lists), [1, 2])
