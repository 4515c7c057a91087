"""What every contestant trains on: the same ids, numbers and labels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# The distinct values of each categorical column of Criteo's Kaggle log: 33.8 million.
CRITEO = (
    *(1460, 583, 10131227, 2202608, 305, 24, 12517, 633, 3, 93145, 5683, 8351593),
    *(3194, 27, 14992, 5461306, 10, 5652, 2173, 4, 7046547, 18, 15, 286181, 105),
    142572,
)
SMALL, MIDDLE, FULL = 26_000, 10_000_000, sum(CRITEO)
BATCH, NUMBERS = 8_192, 13
# Different batches that are held in memory and taken in turn.
BATCHES = 16


@dataclass(frozen=True)
class Workload:
    """Batches for a vocabulary.

    Attributes:
      sizes: values of each column, [F].
      ids: from 1, int64 [BATCHES, B, F].
      numeric: float32 [BATCHES, B, NUMBERS].
      label: 0 or 1, float32 [BATCHES, B].
    """

    sizes: tuple[int, ...]
    ids: np.ndarray
    numeric: np.ndarray
    label: np.ndarray

    def plain_inputs(self) -> tuple[np.ndarray, np.ndarray]:
        """Returns what a peer is given ready-made.

        The numbers with whether each is missing, float32 [BATCHES, B, 2 NUMBERS], and
        the rows of one table of all columns, int64 [BATCHES, B, F].
        """
        numbers = np.concatenate([self.numeric, self.numeric == -10], axis=2)
        offsets = np.cumsum([0, *(size + 1 for size in self.sizes[:-1])])
        return numbers.astype(np.float32), self.ids + offsets


def sizes_of(total: int) -> tuple[int, ...]:
    """Returns Criteo's columns, the largest cut alike until `total` values are left."""
    least, most = 1, max(CRITEO)
    while least < most:
        limit = (least + most + 1) // 2
        least, most = (limit, most) if _left(limit) <= total else (least, limit - 1)
    return tuple(min(size, least) for size in CRITEO)


def _left(limit: int) -> int:
    return sum(min(size, limit) for size in CRITEO)


def draw(total: int, like: int | None = None, batch: int = BATCH) -> Workload:
    """Returns batches for a vocabulary of `total` values.

    A value of rank r is drawn with a probability that falls as 1 / r (Zipf's law).

    Args:
      total: values of all columns.
      like: draw the ranks of a vocabulary of so many values instead, and spread them
        over this one: then a batch has as many distinct ids as one of that.
      batch: B.
    """
    sizes, drawn = sizes_of(total), sizes_of(like or total)
    random = np.random.default_rng(0)
    shape = (BATCHES, batch)
    columns = [_ranks(random.random(shape), size) for size in drawn]
    return Workload(
        sizes=sizes,
        ids=np.stack(_spread(columns, drawn, sizes), axis=2),
        numeric=random.normal(size=(*shape, NUMBERS)).astype(np.float32),
        label=(random.random(shape) < 0.25).astype(np.float32),
    )


def _ranks(uniform: np.ndarray, size: int) -> np.ndarray:
    return np.exp(uniform * math.log(size + 1)).astype(np.int64).clip(1, size)


def _spread(
    columns: Sequence[np.ndarray], drawn: Sequence[int], sizes: Sequence[int]
) -> list[np.ndarray]:
    steps = [size // own for size, own in zip(sizes, drawn, strict=True)]
    return [1 + (c - 1) * step for c, step in zip(columns, steps, strict=True)]


def distinct(workload: Workload) -> float:
    """Returns how many distinct ids a batch has, in the mean."""
    batches = [
        sum(len(np.unique(column)) for column in batch.T) for batch in workload.ids
    ]
    return float(np.mean(batches))
