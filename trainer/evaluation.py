"""One pass over the evaluate rows."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from trainer import metrics
from trainer.contract.errors import DivergedError
from trainer.evaluate.scored_rows import ScoredRows
from trainer.models.click_model import ClickModel

Figures = Mapping[str, float | int | None]


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
        features, _, _ = batches.element_spec
        # One graph for batches of any size: another one has other last bits.
        self.logits = tf.function(
            lambda of: model(of), input_signature=[_named(features)]
        )

    def graph(self) -> tf.Graph:
        """Returns the graph of the scores."""
        return self.logits.get_concrete_function().graph

    def evaluate(self) -> Figures:
        """Returns the figures of `metrics.evaluate` for the model as it is now.

        Raises:
          DivergedError: the logloss is not finite.
          InputError: the rows weigh nothing.
        """
        return figures_of(self.score())

    def score(self, watchers: Sequence[Callable[[Any], None]] = ()) -> ScoredRows:
        """Scores all rows with the model as it is now.

        Args:
          watchers: called with the features of every batch, in order.
        """
        columns: list[tuple[np.ndarray, ...]] = []
        for features, label, weight in self._batches:
            logits = self.logits(features)
            columns.append((logits.numpy(), label.numpy(), weight.numpy()))
            for watch in watchers:
                watch(features)
            self._between()
        return ScoredRows(*map(np.concatenate, zip(*columns, strict=True)))


def _named(specification: Mapping[str, Any], below: str = "") -> dict[str, Any]:
    """Returns a specification of features whose tensors have their names."""
    return {
        name: _named(spec, f"{name}/")
        if isinstance(spec, Mapping)
        else tf.TensorSpec(spec.shape, spec.dtype, f"{below}{name}")
        for name, spec in specification.items()
    }


def figures_of(rows: ScoredRows) -> Figures:
    """Returns the figures of `metrics.evaluate`.

    Raises:
      DivergedError: the logloss is not finite.
      InputError: the rows weigh nothing.
    """
    figures = metrics.evaluate(rows.logits, rows.labels, rows.weights)
    if not np.isfinite(figures["logloss"]):
        received = figures["logloss"]
        raise DivergedError(f"expected a finite evaluate logloss, received {received}")
    return figures


def print_figures(report: Mapping[str, Any]) -> None:
    """Prints one line of what `final_evaluation.evaluate` has found."""
    if report["auc"] is None:
        rows = f"all {report['rows']} evaluate rows have one class"
        print(f"auc null: {rows}, there is nothing to rank")
    names = (
        *("auc", "pr_auc", "logloss", "base_logloss", "normalized_entropy"),
        *("calibration", "expected_calibration_error"),
    )
    shown = (f"{name} {report[name]:.5f}" for name in names if report[name] is not None)
    print(", ".join(shown), f"over {report['rows']} rows")
