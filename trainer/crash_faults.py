"""Test support: moments of a run, and the signals that reach it there."""

import random
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from trainer.checkpoint_state import SUFFIX
from trainer.checkpoints import PREFIX
from trainer.export.savedmodel import BUILDING
from trainer.task_process import TaskProcess
from trainer.termination import TerminatedError

# An export takes longer than this, in seconds.
IN_EXPORT = 0.1
# Of the time of a whole run: one that goes on has less to do.
MOST_OF_RUN = 0.6


def _always(job: Path) -> bool:
    return True


def _in_checkpoint(job: Path) -> bool:
    """Returns whether files of a checkpoint are there, and not what makes it one."""
    names = {path.name for path in (job / "checkpoints").glob(f"{PREFIX}*")}
    return any(f"{name.partition('.')[0]}{SUFFIX}" not in names for name in names)


def _in_export(job: Path) -> bool:
    return any((job / "export").glob(f"Servo/{BUILDING}*"))


MOMENTS: dict[str, Callable[[Path], bool]] = {
    "at any moment": _always,
    "in a checkpoint": _in_checkpoint,
    "in the export": _in_export,
}


@dataclass(frozen=True)
class Fault:
    """A signal at a moment.

    Attributes:
      signal: `SIGKILL` or `SIGTERM`.
      moment: one of `MOMENTS`.
    """

    signal: signal.Signals
    moment: str

    def __str__(self) -> str:
        """Returns the signal and the moment."""
        return f"{self.signal.name} {self.moment}"

    def hit(
        self, process: TaskProcess, job: Path, draw: random.Random, seconds: float
    ) -> bool:
        """Waits for the moment; returns whether the process was still there.

        Args:
          process: of the run.
          job: its folder.
          draw: the time before the moment is looked for, or in the export.
          seconds: that a run takes which nothing disturbs.
        """
        in_export = self.moment == "in the export"
        process.wait_for(draw.uniform(0, 0 if in_export else MOST_OF_RUN * seconds))
        process.wait_until(lambda: MOMENTS[self.moment](job))
        process.wait_for(draw.uniform(0, IN_EXPORT if in_export else 0))
        process.send(self.signal)
        ended = {
            signal.SIGKILL: -signal.SIGKILL,
            signal.SIGTERM: TerminatedError.exit_code,
        }
        return process.wait() == ended[self.signal]


def drawn(kills: int, stops: int, draw: random.Random) -> list[Fault]:
    """Returns so many faults, their moments in turn, in an order that is drawn."""
    moments = list(MOMENTS)
    killed = [
        Fault(signal.SIGKILL, moments[number % len(moments)]) for number in range(kills)
    ]
    faults = killed + [Fault(signal.SIGTERM, moments[0])] * stops
    draw.shuffle(faults)
    return faults
