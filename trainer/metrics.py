"""How good predicted probabilities are: ranking, logloss and calibration, exactly."""

from collections.abc import Mapping

import numpy as np

from trainer.contract.errors import InputError
from trainer.evaluate.ranked_rows import RankedRows


def evaluate(
    logits: np.ndarray, labels: np.ndarray, weights: np.ndarray
) -> Mapping[str, float | int | None]:
    """Returns the figures of a model on N rows, every sum taken in float64.

    Args:
      logits: log-odds of the positive class, [N].
      labels: 0 or 1, [N].
      weights: what a row counts for, not negative, [N].

    Returns:
      `auc` (None where all rows have one class), `logloss` (nats), `base_logloss`
      (that of answering the positive rate always), `normalized_entropy` (logloss over
      base_logloss; He et al., "Practical Lessons from Predicting Clicks on Ads at
      Facebook", 2014, equation 1; None for one class), `calibration` (predicted over
      seen positives; None without a positive), `positive_rate` and `rows`.

    Raises:
      InputError: there is no weight to count with.
    """
    logits, labels, weights = (
        np.asarray(a, np.float64) for a in (logits, labels, weights)
    )
    total = weights.sum()
    if not total > 0:
        raise InputError(f"expected evaluate rows of a weight over 0, received {total}")
    rate = (weights * labels).sum() / total
    logloss = (weights * row_logloss(logits, labels)).sum() / total
    base = entropy(rate)
    predicted = (weights * probabilities(logits)).sum() / total
    return {
        "auc": auc(logits, labels, weights),
        "logloss": float(logloss),
        "base_logloss": base,
        "normalized_entropy": float(logloss / base) if base else None,
        "calibration": float(predicted / rate) if rate else None,
        "positive_rate": float(rate),
        "rows": len(labels),
    }


def auc(scores: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> float | None:
    """Returns the area under the ROC curve of N rows, or None (`Classes.auc`)."""
    return RankedRows(scores, labels, weights).by_score().auc()


def row_logloss(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Returns `log(1 + exp(logit)) - label * logit` per row, without overflow, [N]."""
    return np.logaddexp(0, logits) - labels * logits


def probabilities(logits: np.ndarray) -> np.ndarray:
    """Returns `1 / (1 + exp(-logit))` per row, without overflow, [N]."""
    return np.exp(-np.logaddexp(0, -logits))


def entropy(rate: float) -> float:
    """Returns the entropy of a coin in nats, 0 for one that has one side.

    >>> round(entropy(0.5), 4)
    0.6931
    """
    sides = [side for side in (rate, 1 - rate) if side > 0]
    return float(abs(sum(side * np.log(side) for side in sides)))
