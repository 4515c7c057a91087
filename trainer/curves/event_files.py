"""TensorBoard's event files of a run: scalars, histograms of weights, the graph."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from trainer.evaluation import Evaluator

# Of an epoch, and of the step that a point stands at.
POINTS = 100
# A histogram is of so many rows of a variable at most: a table is never read whole.
MOST_ROWS = 4096
LOSS = "loss"


class EventFiles(keras.callbacks.Callback):
    """Writes below `JOB_DIR/logs` what TensorBoard shows; x is the number of steps.

    Scalars: `loss`, the logloss of the train rows since the last point, and the rates
    of all optimizers, a hundred times an epoch; after an epoch the figures of its line.
    Histograms after an epoch: every weight, and of a table rows drawn once. The graph
    is that of the scores.
    """

    def __init__(self, logs: Path, evaluator: Evaluator, steps: int, seed: int):
        """Takes where to write.

        Args:
          logs: the folder of the run's event files.
          evaluator: has the graph.
          steps: of an epoch.
          seed: of the rows of a table that are looked at.
        """
        super().__init__()
        self._logs = logs
        self._evaluator = evaluator
        self._every = max(1, steps // POINTS)
        self._seed = seed

    def on_train_begin(self, logs: Mapping[str, float] | None = None) -> None:
        """Opens a file and writes the graph."""
        self._writer = tf.summary.create_file_writer(str(self._logs))
        with self._writer.as_default(step=0):
            tf.summary.graph(self._evaluator.graph().as_graph_def())

    def on_epoch_begin(
        self, epoch: int, logs: Mapping[str, float] | None = None
    ) -> None:
        """Notes where the sums of the epoch begin."""
        self._written, self._sums = self._step, self._loss_sums()

    def on_train_batch_end(
        self, batch: int, logs: Mapping[str, float] | None = None
    ) -> None:
        """Writes a point when it is time for one."""
        if self._step - self._written >= self._every:
            self._write_point()

    def on_epoch_end(self, epoch: int, logs: Mapping[str, float] | None = None) -> None:
        """Writes the rest of the epoch, its figures and the histograms."""
        if self._step > self._written:
            self._write_point()
        with self._writer.as_default(step=self._step):
            for name, value in (logs or {}).items():
                tf.summary.scalar("epoch_loss" if name == LOSS else name, value)
            for variable in self.model.trainable_variables:
                tf.summary.histogram(variable.path, self._rows_of(variable))
        self._writer.flush()

    def on_train_end(self, logs: Mapping[str, float] | None = None) -> None:
        """Closes the file."""
        self._writer.close()

    @property
    def _step(self) -> int:
        return int(self.model.optimizer.iterations.numpy())

    def _loss_sums(self) -> np.ndarray:
        [loss] = self.model.metrics
        return np.array([loss.total.numpy(), loss.count.numpy()], np.float64)

    def _write_point(self) -> None:
        sums, step = self._loss_sums(), self._step
        total, weight = sums - self._sums
        self._written, self._sums = step, sums
        with self._writer.as_default(step=step):
            # Rows that weigh nothing have no loss.
            if weight > 0:
                tf.summary.scalar(LOSS, total / weight)
            for name, rate in self._rates():
                tf.summary.scalar(f"learning_rate/{name}", rate)
        # A killed run leaves all but its last point.
        self._writer.flush()

    def _rates(self) -> Iterator[tuple[str, float]]:
        optimizer = self.model.optimizer
        factor = float(optimizer.learning_rate)
        names = [*optimizer.names, "rest"]
        for name, part in zip(names, optimizer.optimizers, strict=True):
            yield name, factor * float(part.learning_rate)

    def _rows_of(self, variable: keras.Variable) -> tf.Tensor:
        if len(variable.shape) == 0 or variable.shape[0] <= MOST_ROWS:
            return variable.value
        random = np.random.default_rng(self._seed)
        rows = random.integers(0, variable.shape[0], MOST_ROWS)
        return tf.gather(variable.value, rows)
