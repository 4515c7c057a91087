"""Whether predicted probabilities are the shares of positives that follow."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from trainer.evaluate.ranked_rows import RankedRows
from trainer.metrics import probabilities

BINS = 10


def deciles(rows: RankedRows, bins: int = BINS) -> list[Mapping[str, Any]]:
    """Returns predicted and actual positives in bins of equal weight, by score.

    The rows of one score stay in one bin, that of the middle of their weight; so a bin
    may be empty, and is left out then.

    Args:
      rows: ranked by logit.
      bins: how many.

    Returns:
      For each bin, the lowest scores first: `rows`, `weight`, `predicted` (the mean
      probability) and `actual` (the share of positives), both weighted.
    """
    weight, predicted, actual, count = (
        np.bincount(_bins(rows, bins), rows.of_scores(values), bins)
        for values in (
            rows.weights,
            rows.weights * probabilities(rows.scores.astype(np.float64)),
            rows.weights * rows.labels,
            np.ones(len(rows.weights)),
        )
    )
    return [
        {
            "rows": int(count[b]),
            "weight": float(weight[b]),
            "predicted": float(predicted[b] / weight[b]),
            "actual": float(actual[b] / weight[b]),
        }
        for b in np.flatnonzero(weight > 0)
    ]


def expected_calibration_error(bins: Sequence[Mapping[str, Any]]) -> float:
    """Returns `Σ_b w_b |predicted_b - actual_b| / Σ_b w_b` over bins.

    Naeini et al., "Obtaining Well Calibrated Probabilities Using Bayesian Binning",
    2015, but over bins of equal weight: click probabilities are small, and most bins of
    equal width would be empty.
    """
    total = sum(each["weight"] for each in bins)
    wrong = (each["weight"] * abs(each["predicted"] - each["actual"]) for each in bins)
    return sum(wrong) / total


def _bins(rows: RankedRows, bins: int) -> np.ndarray:
    weight = rows.of_scores(rows.weights)
    middle = np.cumsum(weight) - weight / 2
    return np.minimum(bins * middle // weight.sum(), bins - 1).astype(np.int64)
