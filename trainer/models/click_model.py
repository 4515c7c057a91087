"""What every click model shares: its features, its loss and its training step."""

import keras
import tensorflow as tf

from trainer.contract.schema import Schema
from trainer.layers.numeric import NumericFeatures
from trainer.layers.stacked_embedding import StackedEmbedding


class ClickModel(keras.Model):
    """A Keras model of `{"numeric": [B, N], "ids": [B, C]}` that answers logits [B].

    Two optimizers work side by side: the table of the categorical features has a
    row-sparse one of its own, the dense variables have the model's `optimizer`.
    """

    def __init__(self, schema: Schema, seed: int, dimension: int = 0):
        """Makes the layers; `build` makes their variables.

        Args:
          schema: resolved; its vocabulary sizes and statistics shape the model.
          seed: of every draw.
          dimension: D, the width of an embedding; 0 for linear weights alone.
        """
        super().__init__()
        sizes = [schema.vocabulary_size(column.name) for column in schema.categorical]
        self.numeric = NumericFeatures.of(schema)
        self.embedding = StackedEmbedding(sizes, dimension, seed)
        self._numeric_width = 2 * len(schema.numeric)
        self._loss = keras.metrics.Mean(name="loss")

    def build(self, input_shape: object = None) -> None:
        """Makes the variables; the schema alone gives their shapes."""
        self.embedding.build()
        width = (self._numeric_width,)
        self.numeric_weights = self.add_weight(
            name="numeric_weights", shape=width, initializer="zeros"
        )
        self.bias = self.add_weight(name="bias", shape=(), initializer="zeros")

    def linear_logit(self, numeric: tf.Tensor, weights: tf.Tensor) -> tf.Tensor:
        """Returns the linear part [B] of numeric [B, 2N] and weights [B, C]."""
        # A sum of products, not a matrix product: oneDNN aborts at one of width 0.
        numbers = tf.reduce_sum(numeric * self.numeric_weights.value, axis=1)
        return self.bias.value + numbers + tf.reduce_sum(weights, axis=1)

    def compile(
        self,
        optimizer: keras.optimizers.Optimizer,
        table_optimizer: keras.optimizers.Optimizer,
        steps_per_execution: int = 1,
    ) -> None:
        """Sets the optimizers of the dense variables and of the table."""
        super().compile(
            optimizer=optimizer,
            steps_per_execution=steps_per_execution,
            # XLA has no kernels for the sparse updates.
            jit_compile=False,
        )
        self.table_optimizer = table_optimizer

    @property
    def dense_variables(self) -> list[keras.Variable]:
        """The trainable variables that are not the table."""
        table = self.embedding.table
        return [v for v in self.trainable_variables if v is not table]

    def build_optimizers(self) -> None:
        """Makes the optimizers' variables: a checkpoint needs a place for them."""
        self.optimizer.build(self.dense_variables)
        self.table_optimizer.build([self.embedding.table])

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
        dense = self.dense_variables
        table = self.embedding.table
        table_gradient, *gradients = tape.gradient(
            objective, [table.value, *(v.value for v in dense)]
        )
        self.table_optimizer.apply([table_gradient], [table])
        self.optimizer.apply(gradients, dense)
        self._loss.update_state(losses, sample_weight=weight)
        return {"loss": self._loss.result()}
