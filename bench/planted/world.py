"""One world: its values' texts and its click model, calibrated to a click rate."""

from typing import NamedTuple

import numpy as np

from bench.planted.click_model import Effects, Moments, additive, interactions
from bench.planted.features import Features, draw
from bench.planted.mixing import mix
from bench.planted.tables import CATEGORICALS

CHUNK = 16384
"""Rows are drawn so many at a time: a shorter log is the beginning of a longer one."""

_SEED = 2014
_CLICK_RATE = 0.256
_ADDITIVE_DEVIATION = 1.0
_INTERACTION_DEVIATION = 0.6


class Chunk(NamedTuple):
    """N rows of a log, with what is true of them.

    Attributes:
        features: The columns.
        additive: float64 [N], the additive part of the logit.
        probability: float64 [N], the probability of a click.
        clicked: bool [N], drawn with that probability.
    """

    features: Features
    additive: np.ndarray
    probability: np.ndarray
    clicked: np.ndarray

    def first(self, rows: int) -> "Chunk":
        """The first rows of these."""
        return Chunk(self.features.first(rows), *(column[:rows] for column in self[1:]))


class World:
    """The one planted world; logs of different seeds are of the same world."""

    def __init__(self, *, flat_tails: bool = False):
        """Draws the model and calibrates it on three chunks of rows.

        Args:
            flat_tails: Of the rows that are drawn; the model is the same.
        """
        self._flat_tails = flat_tails
        rng = np.random.default_rng([_SEED, 7])
        salts = rng.integers(1, 2**32, len(CATEGORICALS), dtype=np.uint64)
        self._text_salts = salts.astype(np.uint32)
        self._effects = Effects(rng)
        pilot = _pilot()
        self._moments = Moments(pilot)
        a = additive(pilot, self._effects, self._moments)
        x = interactions(pilot, self._effects)
        self._additive_scale = _ADDITIVE_DEVIATION / a.std()
        self._interaction_scale = _INTERACTION_DEVIATION / x.std()
        self._additive_mean, self._interaction_mean = a.mean(), x.mean()
        self._bias = _bias_for(_CLICK_RATE, self._scaled(a) + self._crossed(x))

    def chunk(self, seed: int, index: int) -> Chunk:
        """Chunk number `index`, from 0, of the log of this seed."""
        rng = np.random.default_rng([seed, index, 3])
        features = draw(rng, CHUNK, flat_tails=self._flat_tails)
        a = self._scaled(additive(features, self._effects, self._moments))
        x = self._crossed(interactions(features, self._effects))
        probability = 1 / (1 + np.exp(-(self._bias + a + x)))
        return Chunk(features, a, probability, rng.random(CHUNK) < probability)

    def texts(self, ranks: np.ndarray) -> np.ndarray:
        """The 32-bit values uint32 [26, N] that stand in the log for these ranks."""
        salted = zip(ranks, self._text_salts, strict=True)
        return np.stack([mix(column, salt) for column, salt in salted])

    def _scaled(self, a: np.ndarray) -> np.ndarray:
        return self._additive_scale * (a - self._additive_mean)

    def _crossed(self, x: np.ndarray) -> np.ndarray:
        return self._interaction_scale * (x - self._interaction_mean)


def _pilot() -> Features:
    rng = np.random.default_rng([_SEED, 11])
    chunks = [draw(rng, CHUNK) for _ in range(3)]
    return Features(*(np.concatenate(parts, 1) for parts in zip(*chunks, strict=True)))


def _bias_for(rate: float, logits: np.ndarray) -> float:
    """The bias that makes the mean probability this rate, by bisection."""
    low, high = -10.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        if (1 / (1 + np.exp(-logits - middle))).mean() > rate:
            high = middle
        else:
            low = middle
    return middle
