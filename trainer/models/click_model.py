"""What every click model shares: its loss and its training step."""

import keras
import tensorflow as tf

from trainer.layers.precision import products_in


class ClickModel(keras.Model):
    """A Keras model of the features of `trainer.inputs` that answers logits [B].

    A subclass makes its layers in `__init__`, their variables in `build()`, which the
    schema alone must suffice for, and answers in `call(features)`. An optimizer knows
    layers by name: FTRL has the tables below `wide`, the row-sparse optimizer of the
    run those below `deep`, Adam all else.
    """

    def __init__(self) -> None:
        """Makes the figure that an epoch shows."""
        super().__init__()
        self._loss = keras.metrics.Mean(name="loss")

    def compile(
        self,
        optimizer: keras.optimizers.Optimizer,
        steps_per_execution: int = 1,
        products: tf.DType = tf.float32,
    ) -> None:
        """Says how the model learns.

        Args:
          optimizer: of all variables.
          steps_per_execution: how many steps Python leaves to TensorFlow at once.
          products: the type of the dense layers' products in a training step, float32
            or bfloat16; the model answers in float32, whatever it learned in.
        """
        self._products = products
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

        The gradient is that of `sum(weight * logloss) / B` and of the losses that
        layers have added, such as those of a regularizer.
        """
        features, label, weight = data
        with tf.GradientTape() as tape:
            with products_in(self._products):
                logits = self(features, training=True)
            losses = tf.nn.sigmoid_cross_entropy_with_logits(label, logits)
            objective = tf.add_n([tf.reduce_mean(weight * losses), *self.losses])
        variables = self.trainable_variables
        gradients = tape.gradient(objective, [v.value for v in variables])
        self.optimizer.apply(gradients, variables)
        self._loss.update_state(losses, sample_weight=weight)
        return {"loss": self._loss.result()}
