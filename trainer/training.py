"""`fit` with everything that a run needs around it."""

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf

from trainer import callbacks, inputs, resume
from trainer.checkpoint_state import FINISHED, TRAINED, TRAINING, Progress
from trainer.checkpoints import FOLDER, Checkpoints
from trainer.config import UNTIL_STOPPED, RunConfig
from trainer.curves.event_files import EventFiles
from trainer.evaluation import Evaluator
from trainer.models.click_model import ClickModel
from trainer.record_folder import RecordFolder
from trainer.row_cache import source_of
from trainer.row_order import RecordSource
from trainer.run_flags import AUTO
from trainer.termination import Termination
from trainer.warm_start.start import WarmStart
from trainer.workers.team import Alone


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


class Training:
    """One run of `fit`, as long as the flags say, over as many processes as it takes.

    By default it ends with the evaluate logloss at its lowest; `--train-steps N` takes
    exactly N steps over a repeated input in one epoch, and evaluates nothing.
    """

    def __init__(
        self,
        config: RunConfig,
        model: ClickModel,
        train: RecordFolder,
        termination: Termination,
        identity: Mapping[str, Any],
        team: Alone,
        start: WarmStart | None = None,
    ):
        """Makes everything but the input.

        Args:
          config: of the run.
          model: compiled.
          train: the rows to learn from.
          termination: asked after every execution of steps.
          identity: what the weights follow from (`run_identity.identity_of`).
          team: of the processes of the run; the chief alone writes what it leaves.
          start: an earlier run that it begins with, unless it goes on.

        Raises:
          ContractError: the checkpoint is of another run, or other workers go on from
            another one.
        """
        self._team = team
        self._config = config
        self._model = model
        self._train = train
        self._epoch = tf.Variable(0, dtype=tf.int64, trainable=False, name="epoch")
        self._pass = inputs.steps_per_pass(train, config.batch_size)
        self._steps = self._exact_steps or self._pass
        directory = config.job_dir / FOLDER
        again = config.resume == AUTO
        saved = resume.unfinished(directory, identity) if again else None
        self._progress = saved.state.progress if saved else Progress(logs=_now())
        self._checkpoints = Checkpoints(
            directory,
            model,
            self._progress,
            identity,
            self._steps,
            team,
        )
        if saved:
            self._checkpoints.go_on_from(saved.name)
        elif start:
            taken = start.take(model, self._checkpoints.variables)
            self._progress.warm_start = taken
        # Nobody writes before all have read.
        begun = (self._progress.epochs, self._checkpoints.step)
        team.require_same(f"{directory}, one folder for all: epochs and steps", begun)
        # The others end with the chief, which saves first.
        heard = termination if team.is_chief else Termination()
        self.stopping = callbacks.Stopping(heard, self._checkpoints)

    def fit(self, evaluator: Evaluator) -> Trained:
        """Trains the model in place, or what an earlier process has left of it.

        Args:
          evaluator: of the evaluate rows.

        Raises:
          DivergedError: the loss is not finite.
          TerminatedError: after a SIGTERM; a checkpoint has been saved.
        """
        if self._progress.stage == TRAINING:
            self._take_steps(evaluator)
            self._end()
        best, steps = self._progress.best, self._checkpoints.step
        if self._exact_steps:
            taken = steps * self._config.batch_size
            return Trained(taken // self._train.rows, steps, taken)
        epochs = self._progress.epochs
        made = best.epochs if best else epochs
        return Trained(made, steps, epochs * self._train.rows)

    @property
    def warm_start(self) -> Mapping[str, Any] | None:
        """What the run has begun with; None where all weights were drawn."""
        return self._progress.warm_start

    def finish(self) -> None:
        """Notes that the run has left all that it was for: the next one begins anew."""
        self._progress.stage = FINISHED
        self._checkpoints.save()

    @property
    def _exact_steps(self) -> int | None:
        steps = self._config.train_steps
        return None if steps == UNTIL_STOPPED else steps

    def _epochs(self) -> int:
        if self._config.train_steps == UNTIL_STOPPED:
            return sys.maxsize
        return 1 if self._exact_steps else self._config.epochs

    def _take_steps(self, evaluator: Evaluator) -> None:
        source = source_of(self._train, self._config.cache)
        begun = self._checkpoints.batch
        if begun:
            self._end_epoch(evaluator, source, begun)
        if not self._model.stop_training and self._progress.epochs < self._epochs():
            epochs = range(self._progress.epochs, self._epochs())
            self._fit(self._callbacks(evaluator, 0), source, epochs)

    def _end_epoch(
        self, evaluator: Evaluator, source: RecordSource, begun: int
    ) -> None:
        """Takes the rest of an epoch that an earlier process has begun."""
        epoch = self._progress.epochs
        after = [
            callbacks.GoOn(self._checkpoints.averages),
            *self._callbacks(evaluator, begun),
        ]
        if begun < self._steps:
            self._fit(after, source, range(epoch, epoch + 1), begun)
            return
        # Only its evaluation was missing.
        every = keras.callbacks.CallbackList(after, model=self._model)
        every.on_train_begin()
        every.on_epoch_begin(epoch)
        every.on_epoch_end(epoch, self._model.get_metrics_result())
        every.on_train_end()

    def _fit(
        self,
        after: list[keras.callbacks.Callback],
        source: RecordSource,
        epochs: range,
        begun: int = 0,
    ) -> None:
        config = self._config
        batches = inputs.train_batches(
            self._train,
            config.batch_size,
            config.seed,
            self._epoch,
            self._steps,
            self._team.worker,
            source,
            first=begun,
        )
        weighted = inputs.weighted(batches, config.positive_weight)
        self._team.fit(self._model, weighted, epochs, after)

    def _end(self) -> None:
        """Goes back to the best epoch, where the last one was worse."""
        best = self._progress.best
        if not self._team.is_chief:
            return
        if best and best.checkpoint != self._checkpoints.name:
            self._checkpoints.restore(best.checkpoint)
        self._progress.stage = TRAINED
        self._checkpoints.save()

    def _callbacks(
        self, evaluator: Evaluator, begun: int
    ) -> list[keras.callbacks.Callback]:
        config, every = self._config, self._config.batch_size * self._steps
        rows = every if self._exact_steps else self._train.rows
        bounded = None if config.train_steps else config.epochs
        logs = config.job_dir / "logs" / self._progress.logs
        # In this order: the figures of an epoch come before those that read them.
        steering = [
            *self._team.callbacks(),
            callbacks.EpochCounter(self._epoch),
            callbacks.FiniteLoss(begun),
            self.stopping,
            callbacks.SaveEvery(self._checkpoints, config.checkpoint_minutes),
            callbacks.Throughput(rows - begun * config.batch_size),
            *self._after_epoch(evaluator),
        ]
        if not self._team.is_chief:
            return steering
        return [
            *steering,
            callbacks.ProgressBar(self._steps, bounded, begun),
            EventFiles(logs, evaluator, self._steps, config.seed),
        ]

    def _after_epoch(self, evaluator: Evaluator) -> list[keras.callbacks.Callback]:
        save = callbacks.SaveEpoch(self._checkpoints, self._progress)
        if self._exact_steps:
            return [save]
        evaluate = [callbacks.EvaluateEpoch(evaluator, self._team)]
        if self._team.is_chief:
            evaluate.append(callbacks.ReportEpoch())
        if self._config.train_steps == UNTIL_STOPPED:
            return [*evaluate, save]
        patience = self._config.early_stopping_patience
        best = callbacks.BestEpoch(self._checkpoints, self._progress, patience)
        return [*evaluate, best]


def _now() -> str:
    return time.strftime("%Y%m%d-%H%M%S", time.gmtime())
