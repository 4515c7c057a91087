"""A limit for what TensorFlow would wait for without one: another worker's part."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import keras

_SECONDS_BETWEEN_LOOKS = 1.0


class WaitLimit:
    """A thread of its own that ends a wait which takes too long.

    The operations' own limit is no way: each would have a thread that sleeps for all
    of it, thousands of them at once.
    """

    def __init__(self, end: Callable[[str], None]):
        """Starts to look.

        Args:
          end: ends what waits, by the text of an error.
        """
        self._end = end
        self._seconds = self._until = math.inf
        threading.Thread(target=self._look, daemon=True).start()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Has what is inside end after so many seconds."""
        self.begin(seconds)
        try:
            yield
        finally:
            self.stop()

    def begin(self, seconds: float) -> None:
        """From now on there is a limit."""
        self._seconds, self._until = seconds, time.monotonic() + seconds

    def stop(self) -> None:
        """From now on there is none."""
        self._until = math.inf

    def _look(self) -> None:
        while True:
            time.sleep(_SECONDS_BETWEEN_LOOKS)
            if time.monotonic() > self._until:
                self.stop()
                self._end(f"waited {self._seconds:g} s for the other workers")


class StepLimit(keras.callbacks.Callback):
    """Ends a wait for the other workers' part of a step that takes too long."""

    def __init__(self, limit: WaitLimit, seconds: float):
        """Takes what ends it, and after how many seconds."""
        super().__init__()
        self._limit = limit
        self._seconds = seconds

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Waits from now on."""
        self._limit.begin(self._seconds)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Waits no more."""
        self._limit.stop()
