"""A factorization machine and hidden layers over the same embeddings."""

from collections.abc import Mapping, Sequence
from typing import Any

import tensorflow as tf

from trainer.layers.factorization_machine import FactorizationMachine
from trainer.layers.feature_columns import FeatureColumns
from trainer.layers.hidden_layers import HiddenLayers, logit_layer
from trainer.layers.stacked_embedding import StackedEmbedding
from trainer.models.wide_model import WideModel


class DeepFM(WideModel):
    """`logit = linear(x) + FM(numeric, embeddings) + MLP(numeric, embeddings)`.

    Guo et al., "DeepFM: A Factorization-Machine based Neural Network for CTR
    Prediction", 2017, equations 1 to 4, but for the root in the FM. The first order is
    the wide part. Numbers meet the MLP as they are; vectors of their own they have in
    the FM alone.
    """

    def __init__(
        self,
        columns: FeatureColumns,
        seed: int,
        dimension: int,
        hidden_units: Sequence[int],
    ):
        """Makes the layers; `build` makes their variables.

        Args:
          columns: of the features; they shape the model.
          seed: of every draw.
          dimension: D, the width of every embedding.
          hidden_units: the widths of the MLP's layers.
        """
        super().__init__(columns, seed)
        self.deep = StackedEmbedding(
            columns.sizes, dimension, seed, name="deep", lists=columns.lists
        )
        self.hidden = HiddenLayers(hidden_units, seed + 1)
        after = seed + 1 + len(hidden_units)
        self.deep_logit = logit_layer(after)
        self.pairs = FactorizationMachine(columns.numeric_width, dimension, after + 1)
        self._deep_width = len(columns.sizes) * dimension

    def build(self, input_shape: object = None) -> None:
        """Makes the variables; the schema alone gives their shapes."""
        super().build()
        self.deep.build()
        self.pairs.build()
        self.hidden.build((None, self.columns.numeric_width + self._deep_width))
        self.deep_logit.build((None, self.hidden.width))

    def call(self, features: Mapping[str, Any]) -> tf.Tensor:
        """Returns the logits [B] of features, as `FeatureColumns` takes them."""
        numeric, ids, lists = self.columns(features)
        embeddings = self.deep(ids, lists)
        flat = tf.reshape(embeddings, [tf.shape(numeric)[0], self._deep_width])
        deep = self.hidden(numeric, flat)
        linear = self.linear_logit(numeric, ids, lists)
        return linear + self.pairs(embeddings, numeric) + self.deep_logit(deep)[:, 0]
