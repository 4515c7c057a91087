"""What a training run leaves in its job folder."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from trainer.contract import publish

METRICS = "metrics.json"
REPORT = "report.html"
CHECKPOINTS = "checkpoints"
# A job folder is claimed for the exports below it.
KIND = "export"


def claim(directory: Path, inputs: Iterable[Path]) -> None:
    """Takes a folder for a job; a folder that is one already is taken again.

    Earlier exports stay, and so does the earlier `metrics.json` until there is a new
    one: a run that fails takes nothing away.

    Args:
      directory: `JOB_DIR`; made where it is not.
      inputs: what the run reads; the job is inside none, and none inside it.

    Raises:
      ForeignOutputError: the folder has files and no claim of ours, or overlaps.
    """
    publish.claim(directory, KIND, inputs)


def write_metrics(directory: Path, figures: Mapping[str, Any]) -> None:
    """Replaces `metrics.json` in one step."""
    text = json.dumps(figures, indent=1, allow_nan=False) + "\n"
    publish.replace(directory / METRICS, text.encode())


def write_report(directory: Path, page: bytes) -> None:
    """Replaces `report.html` in one step."""
    publish.replace(directory / REPORT, page)
