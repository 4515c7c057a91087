"""The figures that a run has once, at its end, beside those of every epoch."""

from collections.abc import Mapping
from typing import Any

from trainer.evaluate import bootstrap
from trainer.evaluate.bootstrap import Bootstrap
from trainer.evaluate.calibration import deciles, expected_calibration_error
from trainer.evaluate.ranked_rows import RankedRows


def of_all(ranked: RankedRows, seed: int) -> Mapping[str, Any]:
    """Returns the figures of all rows.

    Args:
      ranked: the rows by logit; they weigh something.
      seed: of the bootstrap.

    Returns:
      `pr_auc` and `intervals`, `expected_calibration_error`, `calibration_deciles`, and
      in `bootstrap` the `level` and the `replicates` of the intervals.
    """
    bins = deciles(ranked)
    return {
        **of_some(ranked, seed),
        "bootstrap": {"level": bootstrap.LEVEL, "replicates": bootstrap.REPLICATES},
        "expected_calibration_error": expected_calibration_error(bins),
        "calibration_deciles": bins,
    }


def of_some(ranked: RankedRows, seed: int) -> Mapping[str, Any]:
    """Returns those that the rows of a slice have, too: `pr_auc` and `intervals`."""
    return {
        "pr_auc": ranked.by_score().average_precision(),
        "intervals": dict(Bootstrap(ranked, seed).intervals()),
    }
