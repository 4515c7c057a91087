"""A trial as a process of its own, with its share of the cores."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from trainer import tuner_report
from trainer.tune.folder import SearchFolder

TASK = (sys.executable, "-m", "trainer.task")
# Saving takes a while; who hangs all the same is killed.
MOST_SECONDS_TO_STOP = 600
_PR_SET_PDEATHSIG = 1


class TrialProcess:
    """A run of `trainer.task` that reports to this search.

    It gets a SIGTERM when the search dies, so that none is left that nobody reads.
    """

    def __init__(
        self,
        folder: SearchFolder,
        number: int,
        flags: Sequence[str],
        cores: Collection[int],
        task: Sequence[str] = TASK,
    ):
        """Starts it, or goes on where it was stopped.

        Args:
          folder: of the search.
          number: of the trial.
          flags: of the task, but for `--job-dir`.
          cores: that it computes on.
          task: the command before its flags.
        """
        self._errors = folder.beside(number, "err")
        self.begun = time.monotonic()
        self._stopped: float | None = None
        reports = {
            tuner_report.FILE: str(folder.beside(number, "metrics")),
            tuner_report.TRIAL: str(number),
        }
        with (
            open(folder.beside(number, "out"), "ab") as out,
            open(self._errors, "ab") as errors,
        ):
            self._process = subprocess.Popen(
                [*task, f"--job-dir={folder.job(number)}", *flags],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=errors,
                env={**os.environ, **reports},
                pass_fds=(folder.lock,),
                preexec_fn=_child_of(os.getpid(), cores),
            )

    @property
    def exit_code(self) -> int | None:
        """What a shell answers for it; None while it goes on."""
        code = self._process.poll()
        return code if code is None or code >= 0 else 128 - code

    @property
    def seconds(self) -> float:
        """Since it was started."""
        return time.monotonic() - self.begun

    def stop(self) -> None:
        """Asks it to save and end; where it takes too long, ends it."""
        if self._stopped is None:
            self._stopped = time.monotonic()
            self._process.terminate()
        elif time.monotonic() - self._stopped > MOST_SECONDS_TO_STOP:
            self._process.kill()

    def last_line(self) -> str:
        """Returns the last line that it said on stderr, or by what it was ended."""
        code = self._process.returncode
        if code < 0:
            return f"ended by {signal.Signals(-code).name}"
        return _last_line(self._errors)


def _child_of(parent: int, cores: Collection[int]) -> Callable[[], None]:
    library = ctypes.CDLL(None)

    def prepare() -> None:
        library.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(128 + signal.SIGTERM)
        os.sched_setaffinity(0, cores)

    return prepare


def _last_line(path: Path) -> str:
    lines = path.read_text(errors="replace").split("\n")
    return next((line for line in reversed(lines) if line.strip()), "said nothing")
