"""One pass over the evaluate rows."""

from collections.abc import Callable, Mapping

import numpy as np
import tensorflow as tf

from trainer import metrics
from trainer.contract.errors import DivergedError
from trainer.models.click_model import ClickModel


class Evaluator:
    """Scores the same rows whenever it is asked, and compares with their labels."""

    def __init__(
        self, model: ClickModel, batches: tf.data.Dataset, between: Callable[[], None]
    ):
        """Compiles the scoring.

        Args:
          model: of logits [B].
          batches: of (features, label [B], weight [B]); every pass gives the same.
          between: called after every batch; may raise to stop.
        """
        self._batches = batches
        self._between = between
        self._logits = tf.function(model, reduce_retracing=True)

    def evaluate(self) -> Mapping[str, float | int | None]:
        """Returns the figures of `metrics.evaluate` for the model as it is now.

        Raises:
          DivergedError: the logloss is not finite.
          InputError: the rows weigh nothing.
        """
        columns: list[tuple[np.ndarray, ...]] = []
        for features, label, weight in self._batches:
            logits = self._logits(features)
            columns.append((logits.numpy(), label.numpy(), weight.numpy()))
            self._between()
        figures = metrics.evaluate(*map(np.concatenate, zip(*columns, strict=True)))
        if not np.isfinite(figures["logloss"]):
            received = figures["logloss"]
            raise DivergedError(
                f"expected a finite evaluate logloss, received {received}"
            )
        return figures
