"""SIGTERM as a request that is heard between two steps."""

import signal
from types import FrameType

from trainer.contract.errors import SparkyError


class TerminatedError(SparkyError):
    """The process was asked to stop."""

    exit_code = 128 + signal.SIGTERM


class Termination:
    """Notes a SIGTERM; the run stops where it has nothing half done."""

    def __init__(self) -> None:
        """Begins without a request."""
        self._requested = False

    def listen(self) -> None:
        """Takes over the signal for the rest of the process."""
        signal.signal(signal.SIGTERM, self._note)

    def stop_if_requested(self) -> None:
        """Stops the run here, if the signal has come.

        Raises:
          TerminatedError: it has.
        """
        if self._requested:
            raise TerminatedError("stopped by SIGTERM")

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._requested = True
