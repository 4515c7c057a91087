"""`fit` with everything that a run needs around it."""

import sys
from dataclasses import dataclass
from pathlib import Path

import keras
import tensorflow as tf

from trainer import callbacks, inputs
from trainer.checkpoints import Checkpoints
from trainer.config import UNTIL_STOPPED, RunConfig
from trainer.evaluation import Evaluator
from trainer.models.click_model import ClickModel
from trainer.optimizers.choice import optimizer_of
from trainer.record_folder import RecordFolder
from trainer.row_cache import source_of
from trainer.termination import Termination

# Steps between two looks from Python, and so the longest wait of a SIGTERM.
STEPS_PER_EXECUTION = 16


@dataclass(frozen=True)
class Trained:
    """What a run came to.

    Attributes:
      epochs: complete passes that made the weights of now.
      steps: that made them.
      rows_taken: rows of all steps, those of epochs that were given up included.
    """

    epochs: int
    steps: int
    rows_taken: int


def compile_model(model: ClickModel, config: RunConfig) -> None:
    """Gives the model its optimizer, and makes every variable of both."""
    if not model.built:
        model.build()
    optimizer = optimizer_of(config, model.trainable_variables)
    model.compile(optimizer, STEPS_PER_EXECUTION, tf.dtypes.as_dtype(config.precision))
    model.optimizer.build(model.trainable_variables)


class Training:
    """One run of `fit`, as long as the flags say.

    By default it ends with the evaluate logloss at its lowest; `--train-steps N` takes
    exactly N steps over a repeated input in one epoch, and evaluates nothing.
    """

    def __init__(
        self,
        config: RunConfig,
        model: ClickModel,
        train: RecordFolder,
        termination: Termination,
    ):
        """Makes everything but the input.

        Args:
          config: of the run.
          model: compiled.
          train: the rows to learn from.
          termination: asked after every execution of steps.
        """
        self._config = config
        self._model = model
        self._epoch = tf.Variable(0, dtype=tf.int64, trainable=False, name="epoch")
        directory = config.job_dir / "checkpoints"
        self._checkpoints = Checkpoints(directory, model, self._epoch)
        self.stopping = callbacks.Stopping(termination, self._checkpoints)
        self._pass = inputs.steps_per_pass(train, config.batch_size)
        self._train = train

    def fit(self, evaluator: Evaluator, logs: Path) -> Trained:
        """Trains the model in place.

        Args:
          evaluator: of the evaluate rows.
          logs: where TensorBoard's files go.

        Raises:
          DivergedError: the loss is not finite.
          TerminatedError: after a SIGTERM; a checkpoint has been saved.
        """
        history = self._model.fit(
            self._batches(),
            epochs=self._epochs(),
            shuffle=False,
            verbose=0,
            callbacks=self._callbacks(evaluator, logs),
        )
        steps = int(self._model.optimizer.iterations.numpy())
        rows = self._train.rows
        if self._exact_steps:
            taken = steps * self._config.batch_size
            return Trained(taken // rows, steps, taken)
        return Trained(int(self._epoch.numpy()), steps, len(history.epoch) * rows)

    @property
    def _exact_steps(self) -> int | None:
        steps = self._config.train_steps
        return None if steps == UNTIL_STOPPED else steps

    def _epochs(self) -> int:
        if self._config.train_steps == UNTIL_STOPPED:
            return sys.maxsize
        return 1 if self._exact_steps else self._config.epochs

    def _batches(self) -> tf.data.Dataset:
        return inputs.train_batches(
            self._train,
            self._config.batch_size,
            self._config.seed,
            self._epoch,
            self._exact_steps or self._pass,
            source=source_of(self._train, self._config.cache),
        )

    def _callbacks(
        self, evaluator: Evaluator, logs: Path
    ) -> list[keras.callbacks.Callback]:
        steps = self._exact_steps or self._pass
        rows = steps * self._config.batch_size
        bounded = None if self._config.train_steps else self._config.epochs
        # In this order: the figures of an epoch come before those that read them.
        return [
            callbacks.EpochCounter(self._epoch),
            callbacks.FiniteLoss(),
            self.stopping,
            callbacks.Throughput(rows if self._exact_steps else self._train.rows),
            *self._after_epoch(evaluator),
            callbacks.Progress(steps, bounded),
            keras.callbacks.TensorBoard(str(logs), write_graph=False),
        ]

    def _after_epoch(self, evaluator: Evaluator) -> list[keras.callbacks.Callback]:
        save = callbacks.SaveEpoch(self._checkpoints, self._epoch)
        if self._exact_steps:
            return [save]
        evaluate = callbacks.EvaluateEpoch(evaluator)
        if self._config.train_steps == UNTIL_STOPPED:
            return [evaluate, save]
        return [evaluate, callbacks.BestEpoch(self._checkpoints, self._epoch)]
