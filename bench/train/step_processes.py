"""Contestants that take steps in turn, each in a process of its own."""

import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from bench.train import turns
from bench.train.taking_turns import ANSWER, READY
from bench.train.workload import BATCH
from deploy.local.spark_submit import ROOT
from trainer.contract.errors import InputError


class Contestant(NamedTuple):
    """A module of this package that trains, and how.

    Attributes:
      name: in the table.
      module: its `main` calls `taking_turns.serve`.
      arguments: of its command line.
      steps: of one turn.
      python: which interpreter runs it.
      batch: rows of a step.
    """

    name: str
    module: str
    arguments: tuple[str, ...]
    steps: int
    python: str = sys.executable
    batch: int = BATCH


class Running:
    """A contestant's process, which waits for its turn."""

    def __init__(self, contestant: Contestant, log: Path):
        """Starts it, and waits until it has taken its first steps.

        Raises:
          InputError: it failed; the text has the end of what it said.
        """
        self._contestant, self._log = contestant, log
        command = [contestant.python, "-m", contestant.module, *contestant.arguments]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with open(log, "w") as said:
            try:
                started = subprocess.Popen(command, cwd=ROOT, stderr=said, **pipes)
            except FileNotFoundError:
                expected = f"{contestant.python}: expected a Python, received nothing"
                raise InputError(expected) from None
        self._process = started
        self._answer(READY)

    def __enter__(self) -> "Running":
        """Is there until the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Ends the process."""
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def samples_a_second(self) -> float:
        """Lets it take the steps of one turn."""
        self._process.stdin.write(f"{self._contestant.steps}\n")
        self._process.stdin.flush()
        return self._contestant.steps * self._contestant.batch / float(self._answer())

    def _answer(self, expected: str = "") -> str:
        # What libraries print on their own comes before it.
        for line in self._process.stdout:
            if line.startswith(ANSWER + expected):
                return line.removeprefix(ANSWER).strip()
        self._process.wait()
        said = "\n".join(self._log.read_text().splitlines()[-20:])
        name = " ".join((self._contestant.module, *self._contestant.arguments))
        raise InputError(f"{name} failed: {self._process.returncode}\n{said}")


def play(
    contestants: Sequence[Contestant], rounds: int, logs: Path
) -> dict[str, Sequence[float]]:
    """Returns the samples a second of every contestant in every round, by its name.

    All are in memory for the whole time.
    """
    logs.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        running = {
            contestant.name: stack.enter_context(
                Running(contestant, logs / f"{number}.log")
            )
            for number, contestant in enumerate(contestants)
        }
        turn = {name: process.samples_a_second for name, process in running.items()}
        return dict(turns.play(turn, rounds))
