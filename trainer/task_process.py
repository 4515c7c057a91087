"""Test support: `python -m trainer.task` in a fork, which imports TensorFlow once."""

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from trainer import config, run
from trainer.contract.errors import exit_with
from trainer.termination import Termination

# A run of a test that takes longer hangs.
MOST_SECONDS = 300
POLL_SECONDS = 0.001


class TaskProcess:
    """A run of its own. The process that makes it has run nothing of TensorFlow yet."""

    def __init__(self, flags: Sequence[str], log: Path):
        """Starts it.

        Args:
          flags: of `python -m trainer.task`.
          log: what it prints is added there.
        """
        self._code: int | None = None
        self._until = time.monotonic() + MOST_SECONDS
        # Until the run listens, as the command does before all else.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        self._id = os.fork()
        if not self._id:
            _run(flags, log)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})

    def wait_until(self, seen: Callable[[], bool]) -> None:
        """Waits until something is seen, or the process has ended.

        Raises:
          TimeoutError: neither came.
        """
        while not (self._ended() or seen()):
            if time.monotonic() > self._until:
                self.send(signal.SIGKILL)
                raise TimeoutError(f"expected an end in {MOST_SECONDS} seconds")
            time.sleep(POLL_SECONDS)

    def wait_for(self, seconds: float) -> None:
        """Waits so long, or until the process has ended."""
        until = time.monotonic() + seconds
        self.wait_until(lambda: time.monotonic() >= until)

    def wait(self) -> int:
        """Waits until the process has ended; returns its exit code, or -signal."""
        self.wait_until(lambda: False)
        return self._code

    def send(self, number: signal.Signals) -> None:
        """Sends a signal, if the process is still there."""
        if not self._ended():
            os.kill(self._id, number)

    def _ended(self) -> bool:
        if self._code is None:
            ended, status = os.waitpid(self._id, os.WNOHANG)
            self._code = os.waitstatus_to_exitcode(status) if ended else None
        return self._code is not None


def _run(flags: Sequence[str], log: Path) -> None:
    """Does what `trainer.task` does, and ends the process."""
    with open(log, "ab") as stream:
        os.dup2(stream.fileno(), 1)
        os.dup2(stream.fileno(), 2)
    termination = Termination()
    termination.listen()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    parsed = config.parse(flags)
    code = exit_with("trainer.task", lambda: print(run.run(parsed, termination)))
    sys.stdout.flush()
    os._exit(code)
