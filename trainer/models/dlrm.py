"""Dot products of embeddings and numbers, read by hidden layers."""

from collections.abc import Mapping, Sequence
from typing import Any

import tensorflow as tf

from trainer.layers.dot_interaction import DotInteraction
from trainer.layers.feature_columns import FeatureColumns
from trainer.layers.hidden_layers import HiddenLayers, logit_layer
from trainer.layers.stacked_embedding import StackedEmbedding
from trainer.models.wide_model import WideModel


class DLRM(WideModel):
    """`logit = linear(x) + top([z, <v_i, v_j> of all pairs])`, `z = bottom(numeric)`.

    Naumov et al., "Deep Learning Recommendation Model for Personalization and
    Recommendation Systems", 2019, section 2.2: the bottom MLP brings the numbers to the
    width D of an embedding, and the vectors v are z and the embeddings. Both MLPs have
    the hidden layers of the run, the bottom one ends with a layer of width D. Beside
    the paper's it has the wide part, and so the crosses of the schema.
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
          hidden_units: the widths of both MLPs' layers.
        """
        super().__init__(columns, seed)
        self.deep = StackedEmbedding(
            columns.sizes, dimension, seed, name="deep", lists=columns.lists
        )
        self.pairs = DotInteraction(len(columns.sizes) + 1)
        self.top = HiddenLayers(hidden_units, seed + 1, name="top")
        after = seed + 1 + len(hidden_units)
        self.top_logit = logit_layer(after)
        self.bottom = HiddenLayers([*hidden_units, dimension], after + 1, name="bottom")

    def build(self, input_shape: object = None) -> None:
        """Makes the variables; the schema alone gives their shapes."""
        super().build()
        self.deep.build()
        self.bottom.build((None, max(1, self.columns.numeric_width)))
        self.top.build((None, self.bottom.width + self.pairs.width))
        self.top_logit.build((None, self.top.width))

    def call(self, features: Mapping[str, Any]) -> tf.Tensor:
        """Returns the logits [B] of features, as `FeatureColumns` takes them."""
        numeric, ids, lists = self.columns(features)
        dense = self.bottom(self._bottom_inputs(numeric))
        embeddings = self.deep(ids, lists)
        pairs = self.pairs(tf.concat([dense[:, tf.newaxis], embeddings], axis=1))
        top = self.top(dense, pairs)
        linear = self.linear_logit(numeric, ids, lists)
        return linear + self.top_logit(top)[:, 0]

    def _bottom_inputs(self, numeric: tf.Tensor) -> tf.Tensor:
        # A schema without numbers has a one instead, and so a vector that all rows
        # share: oneDNN aborts at a product of width 0.
        if self.columns.numeric_width:
            return numeric
        return tf.ones([tf.shape(numeric)[0], 1])
