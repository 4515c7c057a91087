"""What happens between the steps and the epochs of `fit`."""

import math
import sys
import time
from collections.abc import Mapping

import keras
import tensorflow as tf

from trainer.checkpoints import Checkpoints
from trainer.contract.errors import DivergedError
from trainer.evaluation import Evaluator
from trainer.termination import TerminatedError, Termination

Logs = dict[str, float]
EVALUATE_LOGLOSS = "evaluate_logloss"


class EpochCounter(keras.callbacks.Callback):
    """Tells the input which epoch it shuffles for."""

    def __init__(self, epoch: tf.Variable):
        """Takes the variable that the input reads."""
        super().__init__()
        self._epoch = epoch

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Sets the epoch before its iterator is made."""
        self._epoch.assign(epoch)


class Progress(keras.callbacks.Callback):
    """A progress bar on a terminal, one line an epoch elsewhere."""

    def __init__(self, steps: int, epochs: int | None):
        """Makes the bar.

        Args:
          steps: of an epoch.
          epochs: at most so many; None where the run goes on until it is stopped.
        """
        super().__init__()
        self._steps = steps
        self._of = f" of at most {epochs}" if epochs and epochs > 1 else ""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Begins a bar."""
        print(f"epoch {epoch + 1}{self._of}", flush=True)
        verbose = 1 if sys.stdout.isatty() else 2
        self._bar = keras.utils.Progbar(self._steps, verbose=verbose, unit_name="step")

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Moves the bar; the last step is left to the end of the epoch."""
        seen = min(batch + 1, self._steps - 1)
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

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Looks at the logloss of the epoch so far.

        Raises:
          DivergedError: it is not finite.
        """
        loss = float(logs["loss"])
        if not math.isfinite(loss):
            raise DivergedError(
                f"step {batch + 1}: expected a finite loss, received {loss}; "
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


class EvaluateEpoch(keras.callbacks.Callback):
    """Evaluates after every epoch and adds the figures to its logs."""

    def __init__(self, evaluator: Evaluator):
        """Takes the evaluate rows."""
        super().__init__()
        self._evaluator = evaluator

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Adds `evaluate_auc` (where there is one) and `evaluate_logloss`."""
        figures: Mapping[str, float | int | None] = self._evaluator.evaluate()
        logs[EVALUATE_LOGLOSS] = figures["logloss"]
        if figures["auc"] is not None:
            logs["evaluate_auc"] = figures["auc"]


class SaveEpoch(keras.callbacks.Callback):
    """Saves a checkpoint after every epoch."""

    def __init__(self, checkpoints: Checkpoints, epoch: tf.Variable):
        """Takes where to save, and the number of complete epochs."""
        super().__init__()
        self._checkpoints = checkpoints
        self._epoch = epoch

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Saves the epoch as complete."""
        self._epoch.assign(epoch + 1)
        self._checkpoints.save()


class BestEpoch(keras.callbacks.Callback):
    """Stops when the evaluate logloss no longer falls, and goes back to its lowest."""

    def __init__(self, checkpoints: Checkpoints, epoch: tf.Variable):
        """Takes where to save, and the number of complete epochs."""
        super().__init__()
        self._checkpoints = checkpoints
        self._epoch = epoch
        self._best = math.inf
        self._worse = False

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Saves a better epoch; ends the run after one that is not."""
        self._worse = logs[EVALUATE_LOGLOSS] >= self._best
        self.model.stop_training = self._worse
        if not self._worse:
            self._best = logs[EVALUATE_LOGLOSS]
            self._epoch.assign(epoch + 1)
            self._saved = self._checkpoints.save()

    def on_train_end(self, logs: Logs | None = None) -> None:
        """Goes back to the best epoch, where the last one was worse."""
        if self._worse:
            self._checkpoints.restore(self._saved)
