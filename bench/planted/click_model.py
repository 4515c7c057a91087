"""The planted model: the two parts of the logit of a click.

The additive part A has integers on standardised log(1 + value), missing indicators and
an effect for each of the 2,000 most frequent values of a categorical column. The part X
has five interactions of pairs of columns with few values.
"""

import numpy as np

from bench.planted.features import Features
from bench.planted.mixing import mix
from bench.planted.tables import CATEGORICALS, INTEGERS

_RANKS_WITH_EFFECT = 2000
_NORMALS = 65536
_INTERACTIONS = 30  # salts from here on belong to interactions
# Positions of columns, counted from 0.
_WAVY, _CURVED, _BUCKETED, _CAPPED = 1, 4, 5, 10


class Effects:
    """Standard normal effects, one for every pair of a key and a term of the model."""

    def __init__(self, rng: np.random.Generator):
        """Draws the effects.

        Args:
            rng: Where they come from; 40 salts are drawn, then 65,536 normals.
        """
        salts = rng.integers(1, 2**32, 40, dtype=np.uint64)
        self._salts = salts.astype(np.uint32)
        self.normals = rng.standard_normal(_NORMALS).astype(np.float32)

    def of(self, keys: np.ndarray, term: int) -> np.ndarray:
        """The effects float32 [N] of these keys in this term."""
        return self.normals[mix(keys, self._salts[term]) & np.uint32(_NORMALS - 1)]


class Moments:
    """Means and standard deviations of log(1 + value), per integer column."""

    def __init__(self, features: Features):
        """Takes them from rows that have a value."""
        logarithms = _log(features.integers)
        present = ~features.integer_missing
        values = [row[has] for row, has in zip(logarithms, present, strict=True)]
        self.mean = np.array([value.mean() for value in values])
        self.deviation = np.array([value.std() for value in values])


def additive(features: Features, effects: Effects, moments: Moments) -> np.ndarray:
    """The part A of the logit, float64 [N], not yet scaled."""
    total = np.zeros(features.integers.shape[1])
    logarithms = _log(features.integers)
    for index, column in enumerate(INTEGERS):
        z = (logarithms[index] - moments.mean[index]) / moments.deviation[index]
        effect = _integer_effect(index, z, features.integers[index], column.slope)
        missing = features.integer_missing[index]
        total += np.where(missing, column.missing_effect, effect)
    for index, column in enumerate(CATEGORICALS):
        ranks = features.ranks[index]
        effect = column.deviation * effects.of(ranks, index)
        effect = np.where(ranks < _RANKS_WITH_EFFECT, effect, 0)
        of_missing = column.deviation * effects.normals[index]
        total += np.where(features.rank_missing[index], of_missing, effect)
    return total


def interactions(features: Features, effects: Effects) -> np.ndarray:
    """The part X of the logit, float64 [N], not yet scaled."""
    c2, c5, c6, c14, c17, c23 = (_capped(features, i) for i in (1, 4, 5, 13, 16, 22))
    i11 = _small(features, _CAPPED, np.minimum(features.integers[_CAPPED], 8))
    i6 = _small(features, _BUCKETED, np.minimum(_log(features.integers[_BUCKETED]), 9))
    few2, few5 = np.minimum(c2, np.uint32(31)), np.minimum(c5, np.uint32(7))
    pairs = ((1, c14, c17), (1, c6, c23), (0.7, few2, few5), (0.8, i11, c17))
    pairs += ((0.8, i6, c14),)
    total = np.zeros(features.ranks.shape[1], np.float32)
    for term, (weight, left, right) in enumerate(pairs, start=_INTERACTIONS):
        total = total + weight * effects.of(left * np.uint32(64) + right, term)
    return total.astype(float)


def _log(integers: np.ndarray) -> np.ndarray:
    return np.log1p(np.maximum(integers, 0))


def _integer_effect(
    index: int, z: np.ndarray, values: np.ndarray, slope: float
) -> np.ndarray:
    if index == _WAVY:
        return 0.2 * np.where(values < 0, 1.0, 0.0) + 0.12 * np.cos(1.5 * z)
    if index == _CURVED:
        return slope * z + 0.10 * (z * z - 1)
    return slope * z


def _capped(features: Features, index: int) -> np.ndarray:
    """A categorical column with 64 values: 63 is missing, 62 is all that are rarer."""
    ranks = np.minimum(features.ranks[index], 62)
    return np.where(features.rank_missing[index], 63, ranks).astype(np.uint32)


def _small(features: Features, index: int, values: np.ndarray) -> np.ndarray:
    """An integer column in a few buckets: 15 is missing."""
    return np.where(features.integer_missing[index], 15, values).astype(np.uint32)
