"""How good a score is: the exact rank AUC and the logloss."""

import numpy as np


def auc(scores: np.ndarray, clicked: np.ndarray) -> float | None:
    """The area under the ROC curve: the Mann-Whitney U statistic, ties counted half.

    Args:
        scores: [N], higher for a likelier click.
        clicked: bool [N].

    Returns:
        A number from 0 to 1, or None where there is only one class.
    """
    order = np.argsort(scores, kind="stable")
    ordered = scores[order]
    is_first = np.r_[True, ordered[1:] != ordered[:-1]]
    first = np.flatnonzero(is_first)
    end = np.r_[first[1:], len(ordered)]
    rank = ((first + 1 + end) / 2)[np.cumsum(is_first) - 1]
    positives = int(clicked.sum())
    pairs = positives * (len(clicked) - positives)
    if not pairs:
        return None
    above = rank[clicked[order]].sum() - positives * (positives + 1) / 2
    return float(above / pairs)


def logloss(probabilities: np.ndarray, clicked: np.ndarray) -> float:
    """The mean of -log of the probability given to what happened."""
    given = np.where(clicked, np.log(probabilities), np.log1p(-probabilities))
    return float(-given.mean())
