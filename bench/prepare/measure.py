"""`python -m bench.prepare.measure FOLDER`: the table of prepare and its peers."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bench.prepare import contestants, figures, floor, processes
from bench.prepare.contestants import PEERS, Task
from bench.prepare.figures import OURS
from bench.prepare.logs import log_of
from bench.prepare.processes import Ended
from bench.prepare.rounds import Rounds, play
from bench.results import Row, write
from trainer.contract.arguments import Arguments
from trainer.contract.errors import exit_with

_READ_BYTES = 1 << 24
_WRITERS = {
    "DuckDB and a TFRecord writer": contestants.duckdb_and_writer,
    "DuckDB and a TFRecord writer that reuses its message": (
        contestants.duckdb_and_reusing_writer
    ),
}


class Benchmark:
    """The runs, from the smallest log to the largest; the rows of the table grow."""

    def __init__(self, folder: Path, logs: Path, small: int):
        """Takes where outputs and logs go, and the rows of the smallest log."""
        self._folder = folder
        self._logs = logs
        self._small = small
        self.rows: list[Row] = []

    def run(self, rounds: int) -> None:
        """Measures all; the larger logs in fewer rounds, as each takes minutes.

        Args:
            rounds: On the smallest log, and at most on the others.
        """
        small, middle, large = (self._small * times for times in (1, 5, 10))
        self._speed(self._task(small), rounds, goal=1.0)
        self._writers(self._task(small), min(rounds, 3))
        ours = self._speed(self._task(middle), min(rounds, 3), goal=1.5)
        self._floors(ours)
        self._speed(self._task(middle, min_count=1), 1, goal=None)
        twice = self._speed(self._task(large), min(rounds, 2), goal=1.0)
        self.rows.append(figures.growth(ours, twice, limit=2.1))

    def _task(self, rows: int, min_count: int | None = None) -> Task:
        for folder in (self._folder, self._logs):
            folder.mkdir(parents=True, exist_ok=True)
        log = log_of(self._logs, rows)
        with open(log, "rb") as file:  # All read it from memory, or none.
            while file.read(_READ_BYTES):
                pass
        return Task(rows, log, min_count, self._folder)

    def _speed(self, task: Task, rounds: int, goal: float | None) -> Rounds:
        label = _label(task)
        played = self._play(task, PEERS, rounds)
        for peer in PEERS:
            self.rows.append(figures.speed(label, played, [peer], None))
        self.rows.append(figures.speed(label, played, list(PEERS), goal))
        self.rows.extend(figures.memory(label, played, peer) for peer in PEERS)
        return played

    def _writers(self, task: Task, rounds: int) -> None:
        label = _label(task)
        first, second = _WRITERS
        played = play(task, {OURS: contestants.ours, **_WRITERS}, rounds, _nothing)
        self.rows.append(figures.speed(label, played, [first], 5.0))
        self.rows.append(figures.speed(label, played, [second], None))
        by_row = play(task, {OURS: contestants.ours_by_row}, 1, _nothing)
        both = Rounds(task, {**by_row.ended, second: played.ended[second][:1]})
        one_row = f"{label}, one row a record"
        self.rows.append(figures.speed(one_row, both, [second], None))

    def _floors(self, played: Rounds) -> None:
        task, label = played.task, _label(played.task)
        least = floor.seconds(task.log, passes=6)
        contestants.ours(task)
        evaluated = [contestants.evaluate(task) for _ in range(3)]
        trained = played.ended[OURS]
        self.rows.extend(figures.floors(f"{label}: train", trained, least, 3.0))
        self.rows.extend(figures.floors(f"{label}: evaluate", evaluated, least, 2.0))

    def _play(
        self, task: Task, peers: Mapping[str, Callable[[Task], Ended]], rounds: int
    ) -> Rounds:
        outputs = [task.folder / name for name in ("ours", *map(str.lower, peers))]

        def check() -> None:
            # A process of its own: what this one holds is counted with its children's.
            program = [sys.executable, "-m", "bench.prepare.equality"]
            processes.run([*program, *map(str, outputs)])

        return play(task, {OURS: contestants.ours, **peers}, rounds, check)


def _label(task: Task) -> str:
    kept = "" if task.min_count is None else f", min_count {task.min_count}"
    return f"{task.rows:,} rows{kept}"


def _nothing() -> None:
    """The outputs of these contestants were checked before, by another play."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the table and leaves it as JSON.

    Raises:
        SparkyError: A contestant failed, or made something else than the others.
    """
    given = _parser().parse_args(arguments)
    benchmark = Benchmark(given.folder, given.logs or given.folder, given.rows)
    benchmark.run(given.rounds)
    write("prepare", benchmark.rows)


def _parser() -> argparse.ArgumentParser:
    parser = Arguments("python -m bench.prepare.measure", "prepare and its peers.")
    parser.add_argument("folder", type=Path, help="where outputs go, and are replaced")
    parser.add_argument("--logs", type=Path, help="where rows-N.tsv are, or are made")
    parser.add_argument("--rows", type=int, default=2_000_000, help="the smallest log")
    parser.add_argument("--rounds", type=int, default=5, help="on the smallest log")
    return parser


if __name__ == "__main__":
    sys.exit(exit_with("bench.prepare", main))
