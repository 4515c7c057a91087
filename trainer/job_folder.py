"""What a training run leaves in its job folder."""

import json
import os
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from trainer.contract.manifest import FORMAT_VERSION
from trainer.contract.publish import (
    CLAIM,
    refuse_foreign,
    refuse_overlap,
    write_durably,
)

METRICS = "metrics.json"
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
    refuse_overlap(directory, inputs)
    refuse_foreign(directory, KIND)
    directory.mkdir(parents=True, exist_ok=True)
    run_id = str(uuid.uuid4())
    document = {"format_version": FORMAT_VERSION, "kind": KIND, "run_id": run_id}
    _replace(directory / CLAIM, document)


def write_metrics(directory: Path, figures: Mapping[str, Any]) -> None:
    """Replaces `metrics.json` in one step."""
    _replace(directory / METRICS, figures)


def _replace(path: Path, document: Mapping[str, Any]) -> None:
    beside = path.with_name(f".{path.name}")
    text = json.dumps(document, indent=1, allow_nan=False) + "\n"
    write_durably(beside, text.encode())
    os.replace(beside, path)
