"""Explicit products of features beside hidden layers."""

from collections.abc import Mapping, Sequence
from typing import Any

import tensorflow as tf

from trainer.layers.cross_layer import CrossLayer
from trainer.layers.feature_columns import FeatureColumns
from trainer.layers.hidden_layers import HiddenLayers, logit_layer
from trainer.layers.mixed_embedding import MixedEmbedding
from trainer.models.wide_model import WideModel

# Products of up to three features. Each layer has K^2 weights, of K inputs: two take
# most of a step already.
CROSS_LAYERS = 2


class DCNv2(WideModel):
    """`logit = linear(x) + w . [cross(numeric, embeddings), MLP(numeric, embeddings)]`.

    Wang et al., "DCN V2: Improved Deep & Cross Network and Practical Lessons for
    Web-scale Learning to Rank Systems", 2021: the cross layers of equation 1, and of
    section 3.3 the parallel structure, where both parts read x_0. Beside the paper's it
    has the wide part, and so the crosses of the schema.
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
        after = seed + 1 + len(hidden_units)
        self.last_logit = logit_layer(after)
        self.cross_layers = [
            CrossLayer(after + 1 + depth, name=f"cross_{depth}")
            for depth in range(CROSS_LAYERS)
        ]

    def build(self, input_shape: object = None) -> None:
        """Makes the variables; the schema alone gives their shapes."""
        super().build()
        self.deep.build()
        width = self.columns.numeric_width + self.deep.width
        for layer in (*self.cross_layers, self.hidden):
            layer.build((None, width))
        self.last_logit.build((None, width + self.hidden.width))

    def call(self, features: Mapping[str, Any]) -> tf.Tensor:
        """Returns the logits [B] of features, as `FeatureColumns` takes them."""
        numeric, ids, lists = self.columns(features)
        first = tf.concat([numeric, self.deep(ids, lists)], axis=1)
        crossed = first
        for layer in self.cross_layers:
            crossed = layer(first, crossed)
        both = tf.concat([crossed, self.hidden(first)], axis=1)
        linear = self.linear_logit(numeric, ids, lists)
        return linear + self.last_logit(both)[:, 0]
