"""The figures of a run, read from what its stages left."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.local.data import Rows
from deploy.local.run_folder import MODES, RunFolder
from trainer.contract import manifest as manifests
from trainer.contract import schema as schemas
from trainer.contract.schema import Schema


@dataclass(frozen=True)
class Figures:
    """What the stages of one run did.

    Attributes:
        rows: Rows of each mode, and `rejected` of all three.
        seconds: Seconds of each stage, its process's start and end included.
        metrics: The trainer's `metrics.json`.
        origin: Where the rows came from.
        schema: The resolved schema of the artifacts.
        model: The export.
    """

    rows: Mapping[str, int]
    seconds: Mapping[str, float]
    metrics: Mapping[str, Any]
    origin: Rows
    schema: Schema
    model: Path

    def summary(self) -> dict[str, Any]:
        """The run as `summary.json` has it."""
        names = ("auc", "logloss", "base_logloss")
        metrics = {name: self.metrics[name] for name in names}
        return {
            "rows": dict(self.rows),
            "seconds": {name: round(s, 3) for name, s in self.seconds.items()},
            "metrics": metrics | {"bayes_auc": self.origin.bayes_auc},
            "model": str(self.model),
        }


def read(
    folder: RunFolder,
    seconds: Mapping[str, float],
    origin: Rows,
    model: Path,
) -> Figures:
    """Reads the figures of a run that has ended well.

    Args:
        folder: Of the run.
        seconds: Of each process; the trainer's is shared out among `train`, `evaluate`
            and `export` as it says itself, its start being part of `train`.
        origin: Where the rows came from.
        model: The export that was scored with.

    Raises:
        ContractError: An output is not complete.
    """
    counts = {mode: manifests.read(folder.records(mode)).counts for mode in MODES}
    rows = {mode: count.written for mode, count in counts.items()}
    rows["rejected"] = sum(count.rejected for count in counts.values())
    metrics = json.loads((folder.job / "metrics.json").read_bytes())
    schema = schemas.load(folder.artifacts / "schema.json", resolved=True)
    shared = _share_out(seconds, metrics["seconds"])
    return Figures(rows, shared, metrics, origin, schema, model)


def _share_out(
    seconds: Mapping[str, float], trainer: Mapping[str, float]
) -> dict[str, float]:
    after = {name: trainer[name] for name in ("evaluate", "export")}
    shared = {}
    for name, value in seconds.items():
        if name == "train":
            shared |= {"train": value - sum(after.values()), **after}
        else:
            shared[name] = value
    return shared
