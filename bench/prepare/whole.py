"""`python -m bench.prepare.whole FOLDER`: train mode over a log of Criteo's whole size.

Two logs of 45.8 million rows: one with the tails of the published figures, 18 million
different values, and one with flat tails, 33 million.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.prepare import contestants
from bench.prepare.contestants import Task
from bench.prepare.logs import log_of
from bench.results import Row, write
from trainer.contract.arguments import Arguments
from trainer.contract.errors import exit_with

_ROWS = 45_800_000


@dataclass(frozen=True)
class _Case:
    """A job and the memory that it must do with.

    Attributes:
        megabytes: Of all its processes, resident.
        heap: Of its JVM; what the JVM needs beside it is left.
    """

    flat_tails: bool
    min_count: int
    megabytes: int
    heap: str

    @property
    def name(self) -> str:
        tails = ", flat tails" if self.flat_tails else ""
        return f"min_count {self.min_count}{tails}"


_CASES = (
    _Case(flat_tails=False, min_count=10, megabytes=8_000, heap="6g"),
    _Case(flat_tails=False, min_count=1, megabytes=16_000, heap="13g"),
    _Case(flat_tails=True, min_count=1, megabytes=16_000, heap="13g"),
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs every case once; prints the table and leaves it as JSON.

    Raises:
        SparkyError: A case failed.
    """
    given = _parser().parse_args(arguments)
    logs = given.logs or given.folder
    for folder in (given.folder, logs):
        folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for case in _CASES:
        log = log_of(logs, given.rows, flat_tails=case.flat_tails)
        task = Task(given.rows, log, case.min_count, given.folder, case.heap)
        rows += _measured(task, case)
    write("prepare-whole", rows)


def _measured(task: Task, case: _Case) -> list[Row]:
    ended = contestants.ours(task)
    print(ended.printed, file=sys.stderr)
    label = f"{task.rows:,} rows, {case.name}: train"
    most, megabytes = float(case.megabytes), ended.megabytes
    limited = f"{label}, peak memory of all processes, against the limit"
    alone = f"{label}, whole process, alone"
    return [
        Row(limited, megabytes, most, "MB", most / megabytes, 1.0, 0.0),
        Row(alone, ended.seconds, ended.seconds, "s", 1.0, None, 0.0),
    ]


def _parser() -> argparse.ArgumentParser:
    parser = Arguments("python -m bench.prepare.whole", "prepare at Criteo's size.")
    parser.add_argument("folder", type=Path, help="where outputs go, and are replaced")
    parser.add_argument("--logs", type=Path, help="where the logs are, or are made")
    parser.add_argument("--rows", type=int, default=_ROWS, help="of each log")
    return parser


if __name__ == "__main__":
    sys.exit(exit_with("bench.prepare.whole", main))
