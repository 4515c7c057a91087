"""A linear part that memorises beside a deep part that generalises."""

from collections.abc import Mapping, Sequence
from typing import Any

import tensorflow as tf

from trainer.layers.feature_columns import FeatureColumns
from trainer.layers.hidden_layers import HiddenLayers, logit_layer
from trainer.layers.mixed_embedding import MixedEmbedding
from trainer.models.wide_model import WideModel


class WideDeep(WideModel):
    """`logit = linear(x) + MLP(numeric, embeddings)`.

    Cheng et al., "Wide & Deep Learning for Recommender Systems", 2016, equation 3. The
    crossed features are those of the schema: without them the MLP alone finds the
    interactions.
    """

    def __init__(
        self,
        columns: FeatureColumns,
        seed: int,
        dimensions: Sequence[int],
        hidden_units: Sequence[int],
    ):
        """Makes the layers; `build` makes their variables.

        Args:
          columns: of the features; they shape the model.
          seed: of every draw.
          dimensions: the width of each feature's embedding, [F].
          hidden_units: the widths of the MLP's layers.
        """
        super().__init__(columns, seed)
        self.deep = MixedEmbedding(columns.sizes, dimensions, seed, lists=columns.lists)
        self.hidden = HiddenLayers(hidden_units, seed + 1)
        self.deep_logit = logit_layer(seed + 1 + len(hidden_units))

    def build(self, input_shape: object = None) -> None:
        """Makes the variables; the schema alone gives their shapes."""
        super().build()
        self.deep.build()
        self.hidden.build((None, self.columns.numeric_width + self.deep.width))
        self.deep_logit.build((None, self.hidden.width))

    def call(self, features: Mapping[str, Any]) -> tf.Tensor:
        """Returns the logits [B] of features, as `FeatureColumns` takes them."""
        numeric, ids, lists = self.columns(features)
        hidden = self.hidden(numeric, self.deep(ids, lists))
        linear = self.linear_logit(numeric, ids, lists)
        return linear + self.deep_logit(hidden)[:, 0]
