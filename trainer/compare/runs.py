"""Runs as their job folders tell of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer.contract import json_file
from trainer.contract.errors import ContractError, InputError
from trainer.curves import learning_curves
from trainer.curves.learning_curves import Curves
from trainer.job_folder import METRICS

# The figures that are compared, and whether more is better; None is as near to 1 as
# can be.
FIGURES: Mapping[str, bool | None] = {
    "auc": True,
    "pr_auc": True,
    "logloss": False,
    "normalized_entropy": False,
    "calibration": None,
    "expected_calibration_error": False,
}
COUNTS = ("rows", "train_rows", "epochs", "steps")
EVALUATE_DATA = "evaluate data"
EXPECTED = "the figures of a run"


@dataclass(frozen=True)
class Run:
    """One run.

    Attributes:
      name: its job folder, as it was given.
      metrics: its `metrics.json`.
      curves: of its training.
    """

    name: str
    metrics: Mapping[str, Any]
    curves: Curves

    @property
    def identity(self) -> Mapping[str, Any]:
        """What its weights follow from: flags, and digests of data."""
        return self.metrics["identity"]


def read(directories: Sequence[Path], different_data: bool) -> list[Run]:
    """Reads the runs of job folders.

    Args:
      directories: `JOB_DIR` of each.
      different_data: whether they may have been evaluated on different rows.

    Raises:
      InputError: a folder has no figures, or those of another version.
      ContractError: the rows are not the same; the text names two runs and digests.
    """
    found = [_run(directory) for directory in directories]
    if not different_data:
        for run in found[1:]:
            _require_same_rows(found[0], run)
    return found


def differing(runs: Sequence[Run]) -> dict[str, list[Any]]:
    """Returns the flags and data that are not the same in all runs, with each value.

    A flag that a run does not know, one of another version, has None there.
    """
    names = list(dict.fromkeys(name for run in runs for name in run.identity))
    values = {name: [run.identity.get(name) for run in runs] for name in names}
    return {
        name: of_runs
        for name, of_runs in values.items()
        if any(value != of_runs[0] for value in of_runs)
    }


def best(runs: Sequence[Run], figure: str) -> int | None:
    """Returns which run has the best of a figure; None where none has one."""
    more = FIGURES[figure]
    values = {n: run.metrics[figure] for n, run in enumerate(runs)}
    there = {n: value for n, value in values.items() if value is not None}
    if more is None:
        return min(there, key=lambda n: abs(there[n] - 1), default=None)
    return (max if more else min)(there, key=there.get, default=None)


def _run(directory: Path) -> Run:
    path = directory / METRICS
    with json_file.reading(path, EXPECTED, broken=EXPECTED, refusal=InputError):
        metrics = json.loads(path.read_bytes())
        _require_all(metrics)
    return Run(str(directory), metrics, learning_curves.newest(directory))


def _require_all(metrics: Any) -> None:
    needed = (*FIGURES, *COUNTS, "intervals", "identity", "seconds")
    missing = [n for n in needed if not isinstance(metrics, dict) or n not in metrics]
    if missing:
        raise InputError(f"expected {EXPECTED}, received none called {missing[0]}")


def _require_same_rows(first: Run, other: Run) -> None:
    expected, received = (
        (run.identity[EVALUATE_DATA], run.metrics["rows"]) for run in (first, other)
    )
    if expected != received:
        raise ContractError(
            f"{other.name}: expected the evaluate rows of {first.name} "
            f"({expected[1]} rows, {expected[0]}), received others "
            f"({received[1]} rows, {received[0]}) (--different-data takes them)"
        )
