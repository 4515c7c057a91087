"""Whole runs by two synchronous workers of this host, against runs by one process."""

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.prepare import processes
from bench.results import Row
from bench.train import turns
from bench.train.workload import BATCH
from trainer.curves import learning_curves
from trainer.record_folder import RecordFolder

WORKERS = 2
OURS, PEER = "two workers", "one process"
PROGRAMS = {
    OURS: ("trainer.launch", f"--workers={WORKERS}", "--"),
    PEER: ("trainer.task",),
}
# The first epoch traces the step. What a batch of evaluate rows costs is not looked at.
LENGTH = ("--epochs=2", "--eval-steps=1")
# Each worker reads all files, and parses again what the other one parses.
SOURCES = {"record files": (), "rows kept in memory": ("--cache",)}
_UNIT, _GOAL = "samples/s", 0.8


def measure(
    train: RecordFolder, evaluate: RecordFolder, folder: Path, rounds: int
) -> list[Row]:
    """Measures the second epoch of runs of the same flags, in turn.

    Both have all cores of this process, the workers each its part of them.

    Args:
      train: the rows.
      evaluate: of the same artifacts.
      folder: where the jobs go, and are replaced.
      rounds: of each.

    Raises:
      InputError: a run failed.
    """
    data = (f"--train-dir={train.directory}", f"--eval-dir={evaluate.directory}")
    flags = (*data, f"--batch-size={BATCH}", *LENGTH)
    return [
        _row(source, folder, (*flags, *own), rounds) for source, own in SOURCES.items()
    ]


def _row(source: str, folder: Path, flags: Sequence[str], rounds: int) -> Row:
    name = f"(h) {OURS} from {source}, against {PEER}"
    if len(os.sched_getaffinity(0)) < WORKERS:
        reason = f"fewer than {WORKERS} cores"
        return Row(name, 0, 0, _UNIT, 0, _GOAL, 0, skipped=reason)
    contestants = {
        contestant: _rate(program, folder / program[0], flags)
        for contestant, program in PROGRAMS.items()
    }
    # A process has nothing of the one before it: no round is to be left out.
    figures = turns.play(contestants, rounds, uncounted=0)
    return turns.row(name, figures, OURS, PEER, _UNIT, _GOAL)


def _rate(
    program: Sequence[str], job: Path, flags: Sequence[str]
) -> Callable[[], float]:
    def measured() -> float:
        shutil.rmtree(job, ignore_errors=True)
        command = [sys.executable, "-m", *program, f"--job-dir={job}", *flags]
        processes.run(command)
        epochs = learning_curves.newest(job)["rows_per_second"]
        return epochs[-1][1]

    return measured
