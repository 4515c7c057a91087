"""How many rows the input has delivered, and how long it was waited for."""

import tensorflow as tf

from trainer.inputs import Batch


class InputCounter:
    """Counts inside the graph, where `fit` takes many batches between two looks."""

    def __init__(self) -> None:
        """Begins at zero."""
        self._rows = tf.Variable(0, dtype=tf.int64, trainable=False)
        self._waited = tf.Variable(0.0, dtype=tf.float64, trainable=False)

    @property
    def rows(self) -> int:
        """Returns the rows delivered so far."""
        return int(self._rows.numpy())

    @property
    def waited(self) -> float:
        """Returns the seconds that the taker of the rows has waited for them so far."""
        return float(self._waited.numpy())

    def counted(self, batches: tf.data.Dataset) -> tf.data.Dataset:
        """Returns the same batches; each is counted when it is taken."""
        asked = tf.data.Dataset.counter().map(lambda _: tf.timestamp())
        options = tf.data.Options()
        # A buffer behind the count would be filled ahead, and not by who waits.
        options.experimental_optimization.inject_prefetch = False
        return (
            tf.data.Dataset.zip(asked, batches).map(self._count).with_options(options)
        )

    def _count(self, asked: tf.Tensor, batch: Batch) -> Batch:
        features, label, weight = batch
        counted = [
            self._rows.assign_add(tf.size(label, tf.int64)),
            self._waited.assign_add(tf.timestamp() - asked),
        ]
        with tf.control_dependencies(counted):
            return features, tf.identity(label), weight
