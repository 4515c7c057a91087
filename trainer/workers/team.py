"""How a process takes part in a run: alone, or with others that it knows."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext

import keras
import tensorflow as tf

from trainer.models.click_model import ClickModel
from trainer.worker import ALONE, Worker
from trainer.workers.exchange import Exchange


class Alone:
    """A process that does all of a run; those with others differ where they say so.

    Attributes:
      is_chief: whether it writes what the run leaves.
      worker: whose slice of every batch it reads.
      exchange: of the gradients of a step, where others have rows of it.
    """

    is_chief = True
    worker: Worker = ALONE
    exchange: Exchange | None = None

    def lost(self) -> AbstractContextManager[None]:
        """Has the loss of another process say so in one line.

        Raises:
          LostWorkerError: another process has ended, or has not come in time.
        """
        return nullcontext()

    def require_same(self, what: str, numbers: Sequence[float]) -> None:
        """Waits for all processes that have a model, and compares what they come with.

        Raises:
          ContractError: a worker has come with other numbers than the chief.
        """

    def of_chief(self, number: float) -> float:
        """Returns the number that the chief has come here with."""
        return number

    def meet(self) -> None:
        """Waits until all processes that have a model have come here."""

    def callbacks(self) -> list[keras.callbacks.Callback]:
        """Returns what this way of taking part does around a step, before all else."""
        return []

    def take(self, model: ClickModel, make: Callable[[], ClickModel]) -> None:
        """Gets to know what is trained.

        Args:
          model: compiled, with all its variables; it is trained in place.
          make: makes another one like it.
        """

    def collect(self) -> None:
        """Has the model's variables be those of all steps so far."""

    def fit(
        self,
        model: ClickModel,
        batches: tf.data.Dataset,
        epochs: range,
        callbacks: Sequence[keras.callbacks.Callback],
    ) -> None:
        """Trains a model in place, as `keras.Model.fit` does.

        Args:
          model: the one that was taken.
          batches: of an epoch: (features, label [B], weight [B]).
          epochs: their numbers.
          callbacks: in their order.
        """
        model.fit(
            batches,
            epochs=epochs.stop,
            initial_epoch=epochs.start,
            shuffle=False,
            verbose=0,
            callbacks=list(callbacks),
        )
