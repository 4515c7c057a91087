"""Evaluate rows with what a model says of them."""

from dataclasses import dataclass

import numpy as np

from trainer import metrics


@dataclass(frozen=True)
class ScoredRows:
    """N rows, in the order of the manifest.

    Attributes:
      logits: the model's, [N] float32.
      labels: 0 or 1, [N] float32.
      weights: [N] float32.
    """

    logits: np.ndarray
    labels: np.ndarray
    weights: np.ndarray

    @property
    def scores(self) -> np.ndarray:
        """The probabilities of the positive class, [N] float32."""
        return metrics.probabilities(self.logits.astype(np.float64)).astype(np.float32)

    def at(self, places: np.ndarray) -> "ScoredRows":
        """Returns the rows at some places."""
        columns = (self.logits, self.labels, self.weights)
        return ScoredRows(*(column[places] for column in columns))
