"""Steps that workers are at: scheduled on whoever is free, ended in their order."""

import threading
from collections.abc import Callable
from queue import Empty, Queue
from typing import Any

import numpy as np
import tensorflow as tf

from trainer.contract.errors import LostWorkerError


class StepsUnderWay:
    """The steps that were scheduled and whose ends nobody has asked for.

    A step whose worker is lost is given to another one: part of it may be taken twice.
    """

    def __init__(
        self,
        coordinator: tf.distribute.coordinator.ClusterCoordinator,
        learn: Callable[..., tf.Tensor],
        seconds: float,
    ):
        """Takes who schedules, and what.

        Args:
          coordinator: of the workers.
          learn: a function of a batch that a worker runs; returns float32 [S].
          seconds: the limit of the wait for the end of a step.
        """
        self._coordinator = coordinator
        self._learn = learn
        self._seconds = seconds
        self._begun: Queue[Any] = Queue()
        self._ended: Queue[Any] = Queue()
        self.count = 0
        # `fetch` has no limit of its own.
        threading.Thread(target=self._fetch, daemon=True).start()

    def add(self, batch: tuple[Any, ...]) -> None:
        """Schedules the step of a batch."""
        self._begun.put(self._coordinator.schedule(self._learn, args=batch))
        self.count += 1

    def end(self) -> np.ndarray:
        """Waits for the first of the steps; returns what it has learnt, float32 [S].

        Raises:
          LostWorkerError: it has not ended in time.
          tf.errors.OpError: it has failed.
        """
        try:
            ended = self._ended.get(timeout=self._seconds)
        except Empty:
            raise LostWorkerError(
                f"waited {self._seconds:g} s for a step: expected a worker to end it, "
                "received nothing of any"
            ) from None
        self.count -= 1
        if isinstance(ended, Exception):
            raise ended
        return ended

    def _fetch(self) -> None:
        while True:
            step = self._begun.get()
            try:
                self._ended.put(step.fetch())
            except (tf.errors.OpError, RuntimeError, ValueError, TypeError) as error:
                self._ended.put(error)
