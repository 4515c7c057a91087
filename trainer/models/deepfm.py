"""A factorization machine and hidden layers over the same embeddings."""

from collections.abc import Mapping, Sequence
from typing import Any

import tensorflow as tf

from trainer.config import BINS, LIST_COMBINER
from trainer.contract.schema import Schema
from trainer.layers.factorization_machine import FactorizationMachine
from trainer.layers.hidden_layers import HiddenLayers, logit_layer
from trainer.layers.stacked_embedding import StackedEmbedding
from trainer.models.wide_model import WideModel


class DeepFM(WideModel):
    """`logit = linear(x) + FM(numeric, embeddings) + MLP(numeric, embeddings)`.

    Guo et al., "DeepFM: A Factorization-Machine based Neural Network for CTR
    Prediction", 2017, equations 1 to 4. The first order is the wide part. Numbers meet
    the MLP as they are; vectors of their own they have in the FM alone.
    """

    def __init__(
        self,
        schema: Schema,
        seed: int,
        dimension: int,
        hidden_units: Sequence[int],
        combiner: str = LIST_COMBINER,
        numbers: str = BINS,
    ):
        """Makes the layers; `build` makes their variables.

        Args:
          schema: resolved.
          seed: of every draw.
          dimension: D, the width of every embedding.
          hidden_units: the widths of the MLP's layers.
          combiner: of lists, `mean` or `sum`.
          numbers: what becomes of them: one of `trainer.config.NUMBERS`.
        """
        super().__init__(schema, seed, combiner, numbers)
        self.deep = StackedEmbedding(
            self.columns.sizes, dimension, seed, name="deep", lists=self.columns.lists
        )
        self.hidden = HiddenLayers(hidden_units, seed + 1)
        after = seed + 1 + len(hidden_units)
        self.deep_logit = logit_layer(after)
        self.pairs = FactorizationMachine(
            self.columns.numeric_width, dimension, after + 1
        )
        self._deep_width = len(self.columns.sizes) * dimension

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
