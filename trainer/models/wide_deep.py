"""A linear part that memorises beside a deep part that generalises."""

from collections.abc import Mapping, Sequence
from typing import Any

import tensorflow as tf

from trainer.config import BINS, LIST_COMBINER
from trainer.contract.schema import Schema
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
        schema: Schema,
        seed: int,
        dimensions: Sequence[int],
        hidden_units: Sequence[int],
        combiner: str = LIST_COMBINER,
        numbers: str = BINS,
    ):
        """Makes the layers; `build` makes their variables.

        Args:
          schema: resolved.
          seed: of every draw.
          dimensions: the width of each feature's embedding, [F].
          hidden_units: the widths of the MLP's layers.
          combiner: of lists, `mean` or `sum`.
          numbers: what becomes of them: one of `trainer.config.NUMBERS`.
        """
        super().__init__(schema, seed, combiner, numbers)
        self.deep = MixedEmbedding(
            self.columns.sizes, dimensions, seed, lists=self.columns.lists
        )
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
