"""How far figures may lie from those of all rows there could be: the bootstrap."""

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from trainer.evaluate.ranked_rows import RankedRows
from trainer.metrics import entropy, probabilities, row_logloss

REPLICATES = 200
LEVEL = 0.95
FIGURES = ("auc", "pr_auc", "logloss", "normalized_entropy", "calibration")
_ROWS_AT_ONCE = 1 << 14
Interval = tuple[float, float] | None


class Bootstrap:
    """Replicates of N rows, each with every row drawn Poisson(1) times.

    Chamandy et al., "Estimating Uncertainty for Massive Data Streams", 2012: for many
    rows that is the multinomial draw of Efron's bootstrap, and needs no order of its
    own. The rows are sorted once; a replicate is one pass over them.
    """

    def __init__(self, rows: RankedRows, seed: int, replicates: int = REPLICATES):
        """Takes the rows.

        Args:
          rows: ranked by logit.
          seed: of the draws; how many threads there are does not matter.
          replicates: how many.
        """
        self._pieces = list(_pieces(rows))
        self._seeds = [(seed, number) for number in range(replicates)]

    def intervals(self, level: float = LEVEL) -> Mapping[str, Interval]:
        """Returns the percentile interval of each of `FIGURES`.

        None is that of a figure that no replicate has, such as the AUC of one class.
        """
        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as threads:
            replicates = np.array(list(threads.map(self._replicate, self._seeds)))
        ends = ((1 - level) / 2, (1 + level) / 2)
        return {
            name: _ends(replicates[:, column], ends)
            for column, name in enumerate(FIGURES)
        }

    def _replicate(self, seed: tuple[int, int]) -> Sequence[float]:
        random, sums = np.random.default_rng(seed), _Sums()
        for piece in self._pieces:
            sums.add(piece, piece.weights * _poisson(random, len(piece.weights)))
        return sums.figures()


class _Piece(NamedTuple):
    """Some rows by descending score: weight, label, logloss, p, and where scores begin.

    So few that a pass over them stays in a core's cache, unless one score has more.
    """

    weights: np.ndarray
    labels: np.ndarray
    loglosses: np.ndarray
    probabilities: np.ndarray
    starts: np.ndarray | None


def _pieces(rows: RankedRows) -> Iterator[_Piece]:
    # From the highest score down, as precision counts.
    ends = len(rows.scores) - rows.starts[::-1]
    begin = 0
    while begin < len(rows.scores):
        last = np.searchsorted(ends, begin + _ROWS_AT_ONCE, side="right")
        end = ends[max(last - 1, np.searchsorted(ends, begin, side="right"))]
        yield _piece(rows, begin, end)
        begin = end


def _piece(rows: RankedRows, begin: int, end: int) -> _Piece:
    taken = slice(len(rows.scores) - end, len(rows.scores) - begin)
    logits = rows.scores[taken][::-1].astype(np.float64)
    labels = rows.labels[taken][::-1].copy()
    first = np.flatnonzero(np.append(True, logits[1:] != logits[:-1]))
    return _Piece(
        rows.weights[taken][::-1].copy(),
        labels,
        row_logloss(logits, labels),
        probabilities(logits),
        None if len(first) == len(logits) else first,
    )


class _Sums:
    """One replicate, piece by piece."""

    def __init__(self) -> None:
        """Begins with no row."""
        self._positives = self._negatives = 0.0
        self._logloss = self._predicted = self._lost = self._precision = 0.0

    def add(self, piece: _Piece, weights: np.ndarray) -> None:
        """Adds rows of the next lower scores, with weights [K]."""
        self._logloss += _product(weights, piece.loglosses)
        self._predicted += _product(weights, piece.probabilities)
        positives = weights * piece.labels
        negatives = weights - positives
        if piece.starts is not None:
            positives = np.add.reduceat(positives, piece.starts)
            negatives = np.add.reduceat(negatives, piece.starts)
        found = positives.cumsum()
        found += self._positives
        above = negatives.cumsum()
        above += self._negatives
        self._positives, self._negatives = found[-1], above[-1]
        self._lost += _product(positives, above - negatives / 2)
        above += found
        # Where nothing has weighed anything yet, no positive does.
        found /= np.maximum(above, np.finfo(np.float64).tiny, out=above)
        self._precision += _product(positives, found)

    def figures(self) -> Sequence[float]:
        """Returns `FIGURES`; NaN is one that such rows do not have."""
        positives, total = self._positives, self._positives + self._negatives
        logloss = self._logloss / total if total else math.nan
        base = entropy(positives / total) if total else 0
        pairs = positives * self._negatives
        return (
            1 - self._lost / pairs if pairs else math.nan,
            self._precision / positives if positives else math.nan,
            logloss,
            logloss / base if base else math.nan,
            self._predicted / positives if positives else math.nan,
        )


def _product(a: np.ndarray, b: np.ndarray) -> float:
    # Not `a @ b`: OpenBLAS gives long rows to threads of its own, which wait for ours.
    return np.einsum("i,i->", a, b)


def _ends(values: np.ndarray, ends: tuple[float, float]) -> Interval:
    there = values[np.isfinite(values)]
    if not len(there):
        return None
    low, high = np.quantile(there, ends)
    return float(low), float(high)


def _thresholds() -> list[int]:
    shares = np.cumsum([math.exp(-1) / math.factorial(k) for k in range(12)])
    uniform = np.rint(shares * (1 << 16)).astype(int)
    return [int(threshold) for threshold in uniform if threshold < 1 << 16]


def _poisson(random: np.random.Generator, rows: int) -> np.ndarray:
    """Returns draws of Poisson(1) by 16 uniform bits each: shares to one in 65536."""
    uniform = np.frombuffer(random.bytes(2 * rows), np.uint16)
    counts = np.zeros(rows, np.uint8)
    # Eight comparisons cost less than looking a table up.
    for threshold in _THRESHOLDS:
        counts += uniform >= threshold
    return counts


_THRESHOLDS = _thresholds()
