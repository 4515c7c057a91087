"""What every click model shares: its features, its loss and its training step."""

import keras
import tensorflow as tf

from trainer.contract.schema import Schema
from trainer.layers.hashed_crosses import HashedCrosses
from trainer.layers.numeric import NumericFeatures
from trainer.layers.stacked_embedding import StackedEmbedding


class ClickModel(keras.Model):
    """A Keras model of `{"numeric": [B, N], "ids": [B, C]}` that answers logits [B].

    It has the wide part that click models share: a bias, a weight for every number and
    one for every categorical value and for every bucket of a cross. The layer `wide`
    holds those of the latter, in a table of width 1, so that FTRL may have it while
    other optimizers have the rest.
    """

    def __init__(self, schema: Schema, seed: int):
        """Makes the layers; `build` makes their variables.

        Args:
          schema: resolved; its vocabulary sizes and statistics shape the model.
          seed: of every draw.
        """
        super().__init__()
        self._seed = seed
        self._sizes = [schema.vocabulary_size(c.name) for c in schema.categorical]
        self.numeric = NumericFeatures.of(schema)
        self.crosses = HashedCrosses(schema)
        weights = [*self._sizes, *self.crosses.buckets]
        self.wide = StackedEmbedding(weights, 1, seed, bound=0.0, name="wide")
        self._numeric_width = 2 * len(schema.numeric)
        self._loss = keras.metrics.Mean(name="loss")

    def build(self, input_shape: object = None) -> None:
        """Makes the variables; the schema alone gives their shapes."""
        self.wide.build()
        width = (self._numeric_width,)
        self.numeric_weights = self.add_weight(
            name="numeric_weights", shape=width, initializer="zeros"
        )
        self.bias = self.add_weight(name="bias", shape=(), initializer="zeros")

    def linear_logit(self, numeric: tf.Tensor, ids: tf.Tensor) -> tf.Tensor:
        """Returns the linear part [B] of numeric [B, 2N] and ids [B, C]."""
        # A sum of products, not a matrix product: oneDNN aborts at one of width 0.
        numbers = tf.reduce_sum(numeric * self.numeric_weights.value, axis=1)
        if self.crosses.buckets:
            ids = tf.concat([ids, self.crosses(ids)], axis=1)
        return self.bias.value + numbers + tf.reduce_sum(self.wide(ids), axis=[1, 2])

    def compile(
        self, optimizer: keras.optimizers.Optimizer, steps_per_execution: int = 1
    ) -> None:
        """Sets the optimizer of all variables."""
        super().compile(
            optimizer=optimizer,
            steps_per_execution=steps_per_execution,
            # XLA has no kernels for the sparse updates.
            jit_compile=False,
        )

    @property
    def metrics(self) -> list[keras.metrics.Metric]:
        """The logloss over the epoch so far."""
        return [self._loss]

    def train_step(
        self, data: tuple[dict[str, tf.Tensor], tf.Tensor, tf.Tensor]
    ) -> dict[str, tf.Tensor]:
        """Takes one step on (features, label [B], weight [B]); answers the logloss.

        The gradient is that of `sum(weight * logloss) / B`.
        """
        features, label, weight = data
        with tf.GradientTape() as tape:
            logits = self(features, training=True)
            losses = tf.nn.sigmoid_cross_entropy_with_logits(label, logits)
            objective = tf.reduce_mean(weight * losses)
        variables = self.trainable_variables
        gradients = tape.gradient(objective, [v.value for v in variables])
        self.optimizer.apply(gradients, variables)
        self._loss.update_state(losses, sample_weight=weight)
        return {"loss": self._loss.result()}
