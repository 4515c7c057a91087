"""Hidden layers alone, for tables of numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

import tensorflow as tf

from trainer.contract.feature_tables import EMBEDDING, Block, Owner
from trainer.layers.feature_columns import FeatureColumns
from trainer.layers.hidden_layers import HiddenLayers, logit_layer
from trainer.layers.mixed_embedding import MixedEmbedding
from trainer.layers.stacked_embedding import StackedEmbedding
from trainer.models.click_model import ClickModel


class MLP(ClickModel):
    """`logit = w . MLP(numeric, embeddings) + b`.

    Rumelhart et al., "Learning representations by back-propagating errors", 1986. It is
    wide-deep without the wide part, and so without the crosses of the schema.
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
          hidden_units: the widths of the layers.
        """
        super().__init__()
        self.columns = columns
        self.deep = MixedEmbedding(columns.sizes, dimensions, seed, lists=columns.lists)
        self.hidden = HiddenLayers(hidden_units, seed + 1)
        self.last_logit = logit_layer(seed + 1 + len(hidden_units))
        self._width = columns.numeric_width + self.deep.width

    def build(self, input_shape: object = None) -> None:
        """Makes the variables; the schema alone gives their shapes."""
        self.deep.build()
        self.hidden.build((None, self._width))
        self.last_logit.build((None, self.hidden.width))

    def blocks(self) -> list[tuple[StackedEmbedding, tuple[Block, ...]]]:
        """Returns the tables, and which rows of each a feature has."""
        names = self.columns.names
        return self.deep.blocks([Owner(EMBEDDING, name) for name in names])

    def call(self, features: Mapping[str, Any]) -> tf.Tensor:
        """Returns the logits [B] of features, as `FeatureColumns` takes them."""
        numeric, ids, lists = self.columns(features)
        hidden = self.hidden(numeric, self.deep(ids, lists))
        return self.last_logit(hidden)[:, 0]
