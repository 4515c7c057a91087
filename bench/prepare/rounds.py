"""Contestants in turn, each round in another order, so that no place is better."""

import statistics
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench.prepare.contestants import Task
from bench.prepare.processes import Ended


@dataclass(frozen=True)
class Rounds:
    """What each contestant took in each round.

    Attributes:
        task: What all of them did.
        ended: Name to runs, in the order of the rounds.
    """

    task: Task
    ended: Mapping[str, list[Ended]]

    def seconds(self, name: str) -> list[float]:
        """Of each round."""
        return [run.seconds for run in self.ended[name]]

    def megabytes(self, name: str) -> float:
        """The most of all rounds."""
        return max(run.megabytes for run in self.ended[name])

    def median(self, name: str) -> float:
        """Seconds."""
        return statistics.median(self.seconds(name))


def play(
    task: Task,
    contestants: Mapping[str, Callable[[Task], Ended]],
    rounds: int,
    check: Callable[[], None],
) -> Rounds:
    """Runs all contestants in each round.

    Args:
        task: What they do.
        contestants: Name to what runs it.
        rounds: How many.
        check: Called after the first round, with all outputs in place.
    """
    ended = {name: [] for name in contestants}
    order = list(contestants)
    for number in range(rounds):
        for name in order:
            run = contestants[name](task)
            ended[name].append(run)
            said = f"{name}: {run.seconds:.1f} s, {run.megabytes:,.0f} MB"
            print(f"{task.rows:,} rows, round {number + 1}, {said}", file=sys.stderr)
        if number == 0:
            check()
        order = [*order[1:], order[0]]
    return Rounds(task, ended)
