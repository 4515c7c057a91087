"""The table of the benchmark: AUCs against the best possible and each other."""

import statistics
from collections.abc import Mapping, Sequence

from bench.results import Row

# Of an AUC, what a coin has.
_COIN = 0.5
BEST_OF_BAYES = 0.95
NOT_BELOW_WIDE_DEEP = 0.0005
ABOVE_LINEAR = 0.005
PEER_NOT_ABOVE = 0.001


def table(ours: Mapping[str, Sequence[float]], bayes: float) -> list[Row]:
    """Returns a row for every model, then one for every goal among them.

    A ratio is (AUC - .5) / (AUC of the peer - .5), of means over the seeds.

    Args:
        ours: A model's AUCs, one a seed, by its name.
        bayes: The best AUC possible.
    """
    rows = [_row(f"{n} against Bayes", aucs, bayes, None) for n, aucs in ours.items()]
    best = best_of(ours)
    name = f"best model ({best}) against Bayes, at least {BEST_OF_BAYES}"
    rows.append(_row(name, ours[best], bayes, BEST_OF_BAYES))
    for model in ("dcn-v2", "deepfm"):
        rows.append(_against(ours, model, "wide-deep", -NOT_BELOW_WIDE_DEEP))
    others = [model for model in ours if model != "linear"]
    return rows + [_against(ours, model, "linear", ABOVE_LINEAR) for model in others]


def best_of(ours: Mapping[str, Sequence[float]]) -> str:
    """Returns the model of the highest mean."""
    return max(ours, key=lambda model: statistics.mean(ours[model]))


def against_peer(
    model: str, ours: Sequence[float], name: str, peer: float | str
) -> Row:
    """Returns the row of a peer that shall not be above a model of ours.

    Args:
        model: Ours, and on what.
        ours: Its AUCs, one a seed.
        name: The peer.
        peer: Its AUC, or why there is none.
    """
    title = f"{model} against {name}, not above it by more than {PEER_NOT_ABOVE}"
    if isinstance(peer, str):
        mean = statistics.mean(ours)
        return Row(title, mean, 0, "AUC", 0, 0, _spread(ours), skipped=peer)
    return _row(title, ours, peer, _shifted(peer, -PEER_NOT_ABOVE))


def _against(
    ours: Mapping[str, Sequence[float]], model: str, other: str, difference: float
) -> Row:
    bound = "higher by more than" if difference > 0 else "not lower by more than"
    peer = statistics.mean(ours[other])
    name = f"{model} against {other}, {bound} {abs(difference)}"
    return _row(name, ours[model], peer, _shifted(peer, difference))


def _shifted(peer: float, difference: float) -> float:
    return (peer + difference - _COIN) / (peer - _COIN)


def _row(name: str, aucs: Sequence[float], peer: float, goal: float | None) -> Row:
    ours = statistics.mean(aucs)
    ratio = (ours - _COIN) / (peer - _COIN)
    return Row(name, ours, peer, "AUC", ratio, goal, _spread(aucs))


def _spread(aucs: Sequence[float]) -> float:
    return max(aucs) - min(aucs)
