"""What happens between the steps and the epochs of `fit`."""

import math
import sys
import time
from collections.abc import Mapping, Sequence

import keras
import tensorflow as tf

from trainer import tuner_report
from trainer.checkpoint_state import Best, Progress
from trainer.checkpoints import Checkpoints
from trainer.contract.errors import DivergedError
from trainer.evaluation import Evaluator
from trainer.termination import TerminatedError, Termination
from trainer.tuner_report import EVALUATE_LOGLOSS
from trainer.workers.team import Alone

Logs = dict[str, float]


class EpochCounter(keras.callbacks.Callback):
    """Tells the input which epoch it shuffles for."""

    def __init__(self, epoch: tf.Variable):
        """Takes the variable that the input reads."""
        super().__init__()
        self._epoch = epoch

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Sets the epoch before its iterator is made."""
        self._epoch.assign(epoch)


class GoOn(keras.callbacks.Callback):
    """Goes on with the averages of an epoch that an earlier process has begun."""

    def __init__(self, averages: Sequence[tf.Variable]):
        """Takes them as they are: `fit` sets them to zero before it begins."""
        super().__init__()
        self._averages = [(average, average.numpy()) for average in averages]

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Brings them back."""
        for average, value in self._averages:
            average.assign(value)


class ProgressBar(keras.callbacks.Callback):
    """A progress bar on a terminal, one line an epoch elsewhere."""

    def __init__(self, steps: int, epochs: int | None, first: int = 0):
        """Makes the bar.

        Args:
          steps: of an epoch.
          epochs: at most so many; None where the run goes on until it is stopped.
          first: steps of the epoch that an earlier process has taken.
        """
        super().__init__()
        self._steps = steps
        self._first = first
        self._of = f" of at most {epochs}" if epochs and epochs > 1 else ""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Begins a bar."""
        print(f"epoch {epoch + 1}{self._of}", flush=True)
        verbose = 1 if sys.stdout.isatty() else 2
        self._bar = keras.utils.Progbar(self._steps, verbose=verbose, unit_name="step")

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Moves the bar; the last step is left to the end of the epoch."""
        seen = min(self._first + batch + 1, self._steps - 1)
        self._bar.update(seen, list(logs.items()), finalize=False)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Ends the bar with the figures of the epoch."""
        self._bar.update(self._steps, list(logs.items()), finalize=True)


class Throughput(keras.callbacks.Callback):
    """Says how many rows a second an epoch took.

    Of the rows that are known to make it: counting them batch by batch in the graph
    costs a fifth of a millisecond for each.
    """

    def __init__(self, rows: int):
        """Takes the rows of an epoch."""
        super().__init__()
        self._rows = rows

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Notes when the epoch begins."""
        self._begun = time.monotonic()

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Adds `rows_per_second`."""
        logs["rows_per_second"] = self._rows / (time.monotonic() - self._begun)


class FiniteLoss(keras.callbacks.Callback):
    """Ends a run whose loss has left the finite numbers."""

    def __init__(self, first: int = 0):
        """Takes the steps of the epoch that an earlier process has taken."""
        super().__init__()
        self._first = first

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Looks at the logloss of the epoch so far.

        Raises:
          DivergedError: it is not finite.
        """
        loss = float(logs["loss"])
        if not math.isfinite(loss):
            raise DivergedError(
                f"step {self._first + batch + 1}: expected a finite loss, "
                f"received {loss}; "
                "a lower learning rate may help"
            )


class Stopping(keras.callbacks.Callback):
    """Saves a checkpoint and ends the run when it was asked to stop."""

    def __init__(self, termination: Termination, checkpoints: Checkpoints):
        """Takes whom to ask, and where to save."""
        super().__init__()
        self._termination = termination
        self._checkpoints = checkpoints

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Stops between two steps.

        Raises:
          TerminatedError: naming the checkpoint.
        """
        self.stop_if_requested()

    def stop_if_requested(self) -> None:
        """The same, for the evaluation between two epochs."""
        try:
            self._termination.stop_if_requested()
        except TerminatedError as error:
            raise TerminatedError(
                f"{error}; saved {self._checkpoints.save()}"
            ) from None


class SaveEvery(keras.callbacks.Callback):
    """Saves a checkpoint when the last one is so many minutes old."""

    def __init__(self, checkpoints: Checkpoints, minutes: float):
        """Takes where to save, and how often."""
        super().__init__()
        self._checkpoints = checkpoints
        self._seconds = 60 * minutes

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Saves between two steps."""
        if time.monotonic() - self._checkpoints.saved_at >= self._seconds:
            self._checkpoints.save()


class EvaluateEpoch(keras.callbacks.Callback):
    """Evaluates after every epoch and adds the figures to its logs."""

    def __init__(self, evaluator: Evaluator, team: Alone):
        """Takes the evaluate rows, and the way to the other workers.

        All evaluate, and take the figure of the chief: what follows from it, such as
        the end of the run, is the same for all to the last bit.
        """
        super().__init__()
        self._evaluator = evaluator
        self._team = team

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Adds `evaluate_auc` (where there is one) and `evaluate_logloss`."""
        figures: Mapping[str, float | int | None] = self._evaluator.evaluate()
        logs[EVALUATE_LOGLOSS] = self._team.of_chief(figures["logloss"])
        if figures["auc"] is not None:
            logs["evaluate_auc"] = figures["auc"]


class ReportEpoch(keras.callbacks.Callback):
    """Tells a hyperparameter tuner, where there is one, the figure of every epoch."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Reports before the checkpoint is saved: twice, if need be, and never not."""
        step = int(self.model.optimizer.iterations.numpy())
        tuner_report.add(logs[EVALUATE_LOGLOSS], step)


class SaveEpoch(keras.callbacks.Callback):
    """Saves a checkpoint after every epoch."""

    def __init__(self, checkpoints: Checkpoints, progress: Progress):
        """Takes where to save, and what counts the complete epochs."""
        super().__init__()
        self._checkpoints = checkpoints
        self._progress = progress

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Saves the epoch as complete."""
        self._progress.epochs = epoch + 1
        self._checkpoints.save()


class BestEpoch(keras.callbacks.Callback):
    """Stops when the evaluate logloss no longer falls."""

    def __init__(self, checkpoints: Checkpoints, progress: Progress, patience: int):
        """Takes where to save, what counts the epochs, and when to stop.

        Args:
          checkpoints: of the run.
          progress: of the run; it has the best epoch so far.
          patience: the run ends after so many epochs that are not better.
        """
        super().__init__()
        self._checkpoints = checkpoints
        self._progress = progress
        self._patience = patience

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Saves the epoch, or ends the run after it."""
        progress, logloss = self._progress, logs[EVALUATE_LOGLOSS]
        progress.epochs = epoch + 1
        if progress.best is None or logloss < progress.best.logloss:
            progress.best = Best(epoch + 1, logloss, self._checkpoints.name)
        worse = progress.epochs - progress.best.epochs
        self.model.stop_training = worse >= self._patience
        if not self.model.stop_training:
            self._checkpoints.save()
