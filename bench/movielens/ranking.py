"""How high the one right item of each list stands."""

from typing import NamedTuple

import numpy as np


class Ranking(NamedTuple):
    """Means over users: He et al. 2017, section 4.1."""

    hit_rate: float
    ndcg: float


def evaluate(scores: np.ndarray, length: int = 10) -> Ranking:
    """Returns HR and NDCG of the first items by score.

    HR is the share of users whose right item is among them, NDCG the mean of
    `1 / log2(rank + 1)` of those, 0 of the others. Of equal scores, that of the right
    item is the last: a model that tells nothing apart finds nothing.

    Args:
      scores: [U, K]; the right item of each user is the first.
      length: how many items are shown.
    """
    ranks = 1 + (scores[:, 1:] >= scores[:, :1]).sum(axis=1)
    found = ranks <= length
    gains = np.where(found, 1 / np.log2(ranks + 1), 0)
    return Ranking(float(found.mean()), float(gains.mean()))
