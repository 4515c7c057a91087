"""What every click model shares: its loss and its training step."""

from collections.abc import Mapping, Sequence

import keras
import tensorflow as tf

from trainer.contract.feature_tables import Block
from trainer.layers.feature_columns import FeatureColumns
from trainer.layers.precision import products_in
from trainer.layers.stacked_embedding import StackedEmbedding
from trainer.optimizers.row_sparse import Gradient
from trainer.workers.exchange import Exchange


class ClickModel(keras.Model):
    """A Keras model of the features of `trainer.inputs` that answers logits [B].

    A subclass makes its layers in `__init__`, their variables in `build()`, which the
    schema alone must suffice for, and answers in `call(features)`. An optimizer knows
    layers by name: FTRL has the tables below `wide`, the row-sparse optimizer of the
    run those below `deep`, Adam all else.

    Attributes:
      columns: of the features; None of a model that reads them in its own way.
    """

    columns: FeatureColumns | None = None

    def __init__(self) -> None:
        """Makes the figure that an epoch shows."""
        super().__init__()
        self._loss = keras.metrics.Mean(name="loss")

    def compile(
        self,
        optimizer: keras.optimizers.Optimizer,
        steps_per_execution: int = 1,
        products: tf.DType = tf.float32,
        exchange: Exchange | None = None,
    ) -> None:
        """Says how the model learns.

        Args:
          optimizer: of all variables.
          steps_per_execution: how many steps Python leaves to TensorFlow at once.
          products: the type of the dense layers' products in a training step, float32
            or bfloat16; the model answers in float32, whatever it learned in.
          exchange: of the gradients, where other workers have rows of a batch, too.
        """
        self._exchange = exchange
        self._products = products
        super().compile(
            optimizer=optimizer,
            steps_per_execution=steps_per_execution,
            # XLA has no kernels for the sparse updates.
            jit_compile=False,
        )

    @property
    def bounds(self) -> Mapping[str, Sequence[float]]:
        """Those between the bins of each number that is in bins, by its name."""
        return self.columns.bounds if self.columns else {}

    def blocks(self) -> list[tuple[StackedEmbedding, tuple[Block, ...]]]:
        """Returns the tables, and which rows of each a feature or a cross has.

        None of a model that does not say it, as one's own.
        """
        return []

    @property
    def metrics(self) -> list[keras.metrics.Metric]:
        """The logloss over the epoch so far."""
        return [self._loss]

    def train_step(
        self, data: tuple[dict[str, tf.Tensor], tf.Tensor, tf.Tensor]
    ) -> dict[str, tf.Tensor]:
        """Takes one step on (features, label [B], weight [B]); answers the logloss.

        The gradient is that of `sum(weight * logloss) / B` and of the losses that
        layers have added, such as those of a regularizer.
        """
        self.note(self.learn(*data))
        return {"loss": self._loss.result()}

    def learn(
        self, features: dict[str, tf.Tensor], label: tf.Tensor, weight: tf.Tensor
    ) -> tf.Tensor:
        """Takes one step; returns the sums of weight * logloss and of weight, [2]."""
        gradients, sums = self._learned(features, label, weight)
        if self._exchange:
            gradients, sums = self._exchange(gradients, tf.size(label), sums)
        self.optimizer.apply(gradients, self.trainable_variables)
        return sums

    def note(self, sums: tf.Tensor) -> None:
        """Has the figure of the epoch be that of one step more, by its sums [2]."""
        logloss = tf.math.divide_no_nan(sums[0], sums[1])
        self._loss.update_state(logloss, sample_weight=sums[1])

    def _learned(
        self, features: dict[str, tf.Tensor], label: tf.Tensor, weight: tf.Tensor
    ) -> tuple[list[Gradient], tf.Tensor]:
        """Returns gradients, and the sums of weight * logloss and of weight, [2]."""
        with tf.GradientTape() as tape:
            with products_in(self._products):
                logits = self(features, training=True)
            losses = weight * tf.nn.sigmoid_cross_entropy_with_logits(label, logits)
            # A worker may have no row of the last batch.
            rows = tf.cast(tf.size(label), tf.float32)
            mean = tf.math.divide_no_nan(tf.reduce_sum(losses), rows)
            objective = tf.add_n([mean, *self.losses])
        variables = [v.value for v in self.trainable_variables]
        sums = tf.stack([tf.reduce_sum(losses), tf.reduce_sum(weight)])
        return tape.gradient(objective, variables), sums
