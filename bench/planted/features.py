"""Draws rows of a Criteo-like log, before they have labels or texts."""

from typing import NamedTuple

import numpy as np

from bench.planted.tables import CATEGORICALS, INTEGERS, PROBABILITIES, Categorical

_KNOTS = [np.log1p(np.array(column.quantiles, float)) for column in INTEGERS]
_LEFT_FOR_THE_TAIL = 2e-4
# One column also takes -1 and -2, as integer-feature-2 of the real log does.
_SIGNED, _MINUS_ONE, _MINUS_TWO = 1, 0.109, 0.0007


class Features(NamedTuple):
    """N rows, column by column.

    Attributes:
        integers: int32 [13, N].
        integer_missing: bool [13, N].
        ranks: uint32 [26, N], the frequency rank of each value, from 0.
        rank_missing: bool [26, N].
    """

    integers: np.ndarray
    integer_missing: np.ndarray
    ranks: np.ndarray
    rank_missing: np.ndarray

    def first(self, rows: int) -> "Features":
        """The first rows of these."""
        return Features(*(column[:, :rows] for column in self))


class _Ranks:
    """The frequency ranks of one column: a given head, then a power-law tail."""

    def __init__(self, column: Categorical):
        head = np.array(column.head)
        if head.sum() > 1 - _LEFT_FOR_THE_TAIL:
            head = head * (1 - _LEFT_FOR_THE_TAIL) / head.sum()
        self._cumulated = np.cumsum(head)
        self._cardinality = column.cardinality
        power = 1 - column.exponent
        self._power = power if abs(power) >= 1e-6 else 1e-6
        first, last = float(len(head)), float(column.cardinality)
        self._low = first**self._power
        self._span = last**self._power - self._low

    def at(self, quantiles: np.ndarray) -> np.ndarray:
        """The ranks at these quantiles: the inverse of the distribution function."""
        cumulated = self._cumulated
        ranks = np.searchsorted(cumulated, quantiles, side="right").astype(np.int64)
        tail = np.flatnonzero(ranks == len(cumulated))
        if len(tail):
            within = (quantiles[tail] - cumulated[-1]) / (1 - cumulated[-1])
            inverse = (self._low + within * self._span) ** (1 / self._power)
            ranks[tail] = np.clip(inverse, len(cumulated), self._cardinality - 1)
        return ranks


_RANKS = [_Ranks(column) for column in CATEGORICALS]
_FLAT_RANKS = [_Ranks(column._replace(exponent=0)) for column in CATEGORICALS]


def draw(rng: np.random.Generator, rows: int, *, flat_tails: bool = False) -> Features:
    """Draws rows; the order of the draws is part of the data's identity.

    Args:
        rng: The only source of chance.
        rows: How many.
        flat_tails: Whether a tail has all its values alike, for as many different ones
            as the columns can have.

    Returns:
        The rows.
    """
    integers = _integers(rng, rows)
    integer_missing = _missing(rng, rows, INTEGERS, groups=9)
    ranks = _ranks(rng, rows, _FLAT_RANKS if flat_tails else _RANKS)
    return Features(
        integers, integer_missing, ranks, _missing(rng, rows, CATEGORICALS, groups=5)
    )


def _integers(rng: np.random.Generator, rows: int) -> np.ndarray:
    integers = np.empty((len(INTEGERS), rows), np.int32)
    common = rng.random(rows)
    for index, column in enumerate(INTEGERS):
        own = rng.random(rows)
        takes_common = rng.random(rows, dtype=np.float32) < column.shared
        quantile = np.where(takes_common, common, own)
        logarithm = np.interp(quantile, PROBABILITIES, _KNOTS[index])
        integers[index] = np.expm1(logarithm) + 1e-9
        if index == _SIGNED:
            sign = rng.random(rows)
            integers[index][sign < _MINUS_ONE] = -1
            integers[index][sign < _MINUS_TWO] = -2
    return integers


def _ranks(rng: np.random.Generator, rows: int, columns: list[_Ranks]) -> np.ndarray:
    ranks = np.empty((len(CATEGORICALS), rows), np.uint32)
    common = rng.random((3, rows))
    for index, column in enumerate(CATEGORICALS):
        quantile = rng.random(rows)
        if column.shared:
            takes_common = rng.random(rows, dtype=np.float32) < column.shared
            quantile = np.where(takes_common, common[column.group], quantile)
        ranks[index] = columns[index].at(quantile)
    return ranks


def _missing(
    rng: np.random.Generator, rows: int, columns: tuple, groups: int
) -> np.ndarray:
    draws = rng.random((groups, rows), dtype=np.float32)
    return np.stack(
        [draws[column.missing_group] < column.missing for column in columns]
    )
