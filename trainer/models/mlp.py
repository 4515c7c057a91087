"""Hidden layers alone, for tables of numbers."""

from collections.abc import Mapping, Sequence

import tensorflow as tf

from trainer.contract.schema import Schema
from trainer.layers.hidden_layers import HiddenLayers, logit_layer
from trainer.layers.mixed_embedding import MixedEmbedding
from trainer.layers.numeric import NumericFeatures
from trainer.models.click_model import ClickModel


class MLP(ClickModel):
    """`logit = w . MLP(numeric, embeddings) + b`.

    Rumelhart et al., "Learning representations by back-propagating errors", 1986. It is
    wide-deep without the wide part, and so without the crosses of the schema.
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
          hidden_units: the widths of the layers.
        """
        super().__init__()
        sizes = [schema.vocabulary_size(c.name) for c in schema.categorical]
        self.numeric = NumericFeatures.of(schema)
        self.deep = MixedEmbedding(sizes, dimensions, seed)
        self.hidden = HiddenLayers(hidden_units, seed + 1)
        self.last_logit = logit_layer(seed + 1 + len(hidden_units))
        self._width = 2 * len(schema.numeric) + self.deep.width

    def build(self, input_shape: object = None) -> None:
        """Makes the variables; the schema alone gives their shapes."""
        self.deep.build()
        self.hidden.build((None, self._width))
        self.last_logit.build((None, self.hidden.width))

    def call(self, features: Mapping[str, tf.Tensor]) -> tf.Tensor:
        """Returns the logits [B] of `numeric` [B, N] and `ids` [B, C]."""
        numeric = self.numeric(features["numeric"])
        inputs = tf.concat([numeric, self.deep(features["ids"])], axis=1)
        return self.last_logit(self.hidden(inputs))[:, 0]
