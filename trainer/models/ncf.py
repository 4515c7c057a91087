"""Products of the embeddings of two ids beside hidden layers over others of them."""

from collections.abc import Mapping, Sequence

import tensorflow as tf

from trainer.contract.errors import UsageError
from trainer.contract.feature_tables import (
    EMBEDDING,
    MLP_EMBEDDING,
    Block,
    Owner,
)
from trainer.contract.schema import Column, Schema
from trainer.layers.feature_columns import FeatureColumns
from trainer.layers.hidden_layers import HiddenLayers, logit_layer
from trainer.layers.stacked_embedding import StackedEmbedding
from trainer.models.click_model import ClickModel


class NCF(ClickModel):
    """`logit = p . q + w . MLP([p', q']) + b`, user p and p', item q and q'.

    NeuMF of He et al., "Neural Collaborative Filtering", 2017: generalised matrix
    factorization (equation 8) and an MLP (equation 10), each with embeddings of its
    own, added by one last layer (equation 12). Two columns of ids are the user and the
    item, in any order; labels are implicit feedback, 1 for what was observed and 0 for
    a sampled negative.

    A row's loss is its logloss and `l2 / 2 * |weights|^2` of all weights that it meets:
    its four embeddings, the hidden layers and the last one. So what is read often is
    held back as often, as in "Probabilistic Matrix Factorization" (Salakhutdinov and
    Mnih, 2007, equation 4). The last layer's weights of the products, `h` in
    `h . (p ∘ q)`, are 1: p has any scale of a dimension itself, and a larger h beside
    smaller p and q would be the same model at a lower L2.
    """

    def __init__(
        self,
        columns: FeatureColumns,
        seed: int,
        dimension: int,
        hidden_units: Sequence[int],
        l2: float,
    ):
        """Makes the layers; `build` makes their variables.

        Args:
          columns: of two categorical columns, the only features.
          seed: of every draw.
          dimension: D, the width of every embedding.
          hidden_units: the widths of the MLP's layers; the paper halves them.
          l2: of the weights that a row meets.

        Raises:
          UsageError: the schema has other features.
        """
        _require_two_ids(columns.schema)
        super().__init__()
        self._l2, self._names = l2, columns.names
        # The products' embeddings, then the MLP's.
        sizes = [*columns.sizes, *columns.sizes]
        self.deep = StackedEmbedding(sizes, dimension, seed, name="deep")
        self.hidden = HiddenLayers(hidden_units, seed + 1)
        self.last_logit = logit_layer(seed + 1 + len(hidden_units))

    def build(self, input_shape: object = None) -> None:
        """Makes the variables; the schema alone gives their shapes."""
        self.deep.build()
        self.hidden.build((None, 2 * self.deep.dimension))
        self.last_logit.build((None, self.hidden.width))

    def blocks(self) -> list[tuple[StackedEmbedding, tuple[Block, ...]]]:
        """Returns the table, and which rows of it the user and the item have."""
        roles = (EMBEDDING, MLP_EMBEDDING)
        return self.deep.blocks([Owner(r, name) for r in roles for name in self._names])

    def call(
        self, features: Mapping[str, tf.Tensor], training: bool = False
    ) -> tf.Tensor:
        """Returns the logits [B] of `ids` [B, 2]."""
        ids = features["ids"]
        embeddings = self.deep(tf.concat([ids, ids], axis=1), training=training)
        if training:
            self.add_loss(self._l2 * self._half_square_of_weights(embeddings))
        left, right, *both = tf.unstack(embeddings, axis=1)
        products = tf.reduce_sum(left * right, axis=1)
        return products + self.last_logit(self.hidden(*both))[:, 0]

    def _half_square_of_weights(self, embeddings: tf.Tensor) -> tf.Tensor:
        """Returns `|weights|^2 / 2`, the mean over the rows of embeddings [B, 4, D]."""
        rows = tf.cast(tf.shape(embeddings)[0], tf.float32)
        layers = (self.hidden, self.last_logit)
        dense = [v.value for layer in layers for v in layer.trainable_variables]
        shared = tf.add_n([tf.nn.l2_loss(weights) for weights in dense])
        # A worker may have no row of the last batch.
        return tf.math.divide_no_nan(tf.nn.l2_loss(embeddings), rows) + shared


def _require_two_ids(schema: Schema) -> None:
    features = (*schema.numeric, *schema.categorical)
    if schema.numeric or schema.lists or len(features) != 2:
        received = ", ".join(f"{_kind(c)} {c.name}" for c in features)
        raise UsageError(
            "--model ncf: expected two categorical columns of one value a row, and no "
            f"other feature, received {received}"
        )


def _kind(column: Column) -> str:
    return "list" if column.list_separator is not None else column.role
