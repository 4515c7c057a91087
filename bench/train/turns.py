"""Contestants of one process in turn, each round in another order."""

import statistics
import sys
from collections.abc import Callable, Mapping, Sequence

from bench.results import Row

# Name to the figures of each round, more being better.
Figures = Mapping[str, Sequence[float]]


def play(
    contestants: Mapping[str, Callable[[], float]], rounds: int, uncounted: int = 1
) -> Figures:
    """Returns what each contestant answered in each round.

    Args:
        contestants: Name to what measures it once.
        rounds: How many.
        uncounted: How many more come before them, and do not count.
    """
    figures: dict[str, list[float]] = {name: [] for name in contestants}
    order = list(contestants)
    for number in range(1 - uncounted, rounds + 1):
        for name in order:
            figure = contestants[name]()
            print(f"round {number}, {name}: {figure:,.0f}", file=sys.stderr)
            if number > 0:
                figures[name].append(figure)
        order = [*order[1:], order[0]]
    return figures


def row(
    name: str, figures: Figures, ours: str, peer: str, unit: str, goal: float | None
) -> Row:
    """One contestant against another: the median of the rounds' ratios."""
    pairs = list(zip(figures[ours], figures[peer], strict=True))
    return Row(
        name=name,
        ours=statistics.median(figures[ours]),
        peer=statistics.median(figures[peer]),
        unit=unit,
        ratio=statistics.median(mine / theirs for mine, theirs in pairs),
        goal=goal,
        spread=max(figures[ours]) - min(figures[ours]),
    )
