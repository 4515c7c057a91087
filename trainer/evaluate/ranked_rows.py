"""Rows in the order of their scores: the areas and curves that follow from it."""

from dataclasses import dataclass

import numpy as np


class RankedRows:
    """N rows by ascending score; rows of one score stand together and count as one.

    Attributes:
      order: the places of the rows before they were sorted, [N].
      scores: ascending, [N].
      labels: 0 or 1, [N], in that order.
      weights: [N], in that order.
    """

    def __init__(self, scores: np.ndarray, labels: np.ndarray, weights: np.ndarray):
        """Sorts the rows.

        Args:
          scores: [N]; only their order matters.
          labels: 0 or 1, [N].
          weights: not negative, [N].
        """
        self.order = np.argsort(scores, kind="stable")
        self.scores = np.asarray(scores)[self.order]
        self.labels = np.asarray(labels, np.float64)[self.order]
        self.weights = np.asarray(weights, np.float64)[self.order]
        first = np.ones(len(self.scores), bool)
        first[1:] = self.scores[1:] != self.scores[:-1]
        self.starts = np.flatnonzero(first)

    def by_score(self, weights: np.ndarray | None = None) -> "Classes":
        """Returns what positives and negatives weigh at each of G scores.

        Args:
          weights: of the sorted rows, [N]; by default, their own.
        """
        weights = self.weights if weights is None else weights
        positives = weights * self.labels
        return Classes(self.of_scores(positives), self.of_scores(weights - positives))

    def of_scores(self, values: np.ndarray) -> np.ndarray:
        """Returns the sums [G] of values [N] of the sorted rows over each score."""
        if len(self.starts) == len(values):
            return values
        return np.add.reduceat(values, self.starts)


@dataclass(frozen=True)
class Classes:
    """What the rows of each score weigh, by ascending score, [G]."""

    positives: np.ndarray
    negatives: np.ndarray

    def auc(self) -> float | None:
        """Returns P(a positive scores above a negative), ties counted half, or None.

        The area under the ROC curve, by ranks (Hanley and McNeil, 1982): exact, where
        a curve of thresholds is not. A pair counts the product of its rows' weights.
        None where the positives or the negatives weigh nothing.
        """
        pairs = self.positives.sum() * self.negatives.sum()
        if not pairs > 0:
            return None
        below = np.cumsum(self.negatives) - self.negatives / 2
        # An area; the sum may be an ulp above the pairs.
        return min(1.0, float(self.positives @ below / pairs))

    def average_precision(self) -> float | None:
        """Returns the area under the precision-recall curve by steps, or None.

        `Σ_g (R_g - R_{g-1}) P_g` over the thresholds from the highest score down, P and
        R being precision and recall of the rows at or above one: no line is drawn
        between two thresholds, which would be too good (Davis and Goadrich, 2006).
        None where the positives weigh nothing.
        """
        total = self.positives.sum()
        if not total > 0:
            return None
        positives = self.positives[::-1]
        found = np.cumsum(positives)
        taken = found + np.cumsum(self.negatives[::-1])
        seen = positives > 0
        area = positives[seen] @ (found[seen] / taken[seen])
        return min(1.0, float(area / total))

    def roc(self) -> tuple[np.ndarray, np.ndarray]:
        """Returns false and true positive rates, from no row taken to all, [G + 1]."""
        return _shares(self.negatives), _shares(self.positives)

    def precision_recall(self) -> tuple[np.ndarray, np.ndarray]:
        """Returns recall and precision at each threshold from the highest down, [G]."""
        found = np.cumsum(self.positives[::-1])
        taken = found + np.cumsum(self.negatives[::-1])
        weighing = taken > 0
        return found[weighing] / found[-1], found[weighing] / taken[weighing]


def _shares(weights: np.ndarray) -> np.ndarray:
    sums = np.concatenate([[0.0], np.cumsum(weights[::-1])])
    return sums / sums[-1]
