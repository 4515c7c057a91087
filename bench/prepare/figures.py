"""The table's rows, of what the rounds took."""

import statistics
from collections.abc import Sequence

from bench.prepare.contestants import stage_seconds
from bench.prepare.processes import Ended
from bench.prepare.rounds import Rounds
from bench.results import Row

OURS = "ours"


def speed(label: str, rounds: Rounds, peers: Sequence[str], goal: float | None) -> Row:
    """Rows a second of whole processes, against the best of the peers in each round."""
    ours = rounds.seconds(OURS)
    best = [min(times) for times in zip(*map(rounds.seconds, peers), strict=True)]
    against = peers[0] if len(peers) == 1 else f"the better of {' and '.join(peers)}"
    a_second = [rounds.task.rows / seconds for seconds in ours]
    return Row(
        name=f"{label}: train, against {against}",
        ours=statistics.median(a_second),
        peer=rounds.task.rows / statistics.median(best),
        unit="rows/s",
        ratio=statistics.median(b / a for a, b in zip(ours, best, strict=True)),
        goal=goal,
        spread=max(a_second) - min(a_second),
    )


def memory(label: str, rounds: Rounds, peer: str) -> Row:
    """The most memory resident, against a peer's."""
    ours, theirs = rounds.megabytes(OURS), rounds.megabytes(peer)
    name = f"{label}: peak memory, against {peer}"
    return Row(name, ours, theirs, "MB", theirs / ours, None, 0.0)


def growth(smaller: Rounds, larger: Rounds, limit: float) -> Row:
    """How many times the seconds of the smaller log the larger one takes."""
    ours = larger.median(OURS) / smaller.median(OURS)
    name = f"{larger.task.rows:,} rows: times the seconds of {smaller.task.rows:,} rows"
    return _limited(name, [ours], limit, 1.0, "times")


def floors(label: str, runs: Sequence[Ended], floor: float, limit: float) -> list[Row]:
    """Seconds against so many times those of reading and splitting the log once."""
    most = limit * floor
    name = f"{label}, against {limit} times Spark reading and splitting the log once"
    stages = [stage_seconds(run) for run in runs]
    whole = [run.seconds for run in runs]
    return [
        _limited(f"{name} (warm; ours: the stages)", stages, most, 1.0, "s"),
        _limited(f"{name} (warm; ours: the whole process)", whole, most, None, "s"),
    ]


def _limited(
    name: str, ours: Sequence[float], limit: float, goal: float | None, unit: str
) -> Row:
    median = statistics.median(ours)
    spread = max(ours) - min(ours)
    return Row(name, median, limit, unit, limit / median, goal, spread)
