"""Fixtures of the trainer's tests: the golden data set, and one run on it."""

import contextlib
import io
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import pytest

from trainer import golden_dataset
from trainer.golden_dataset import GoldenDataset

# Small enough for a test, and with every part that the defaults have.
SMALL = ("--batch-size=4", "--embedding-dimension=4", "--hidden-units=8,8")


@dataclass(frozen=True)
class GoldenRun:
    """What a run on the golden data set left.

    Attributes:
      flags: of the run, without its job folder.
      job: the job folder.
      exported: the folder of the export.
      output: what it printed.
      metrics: the content of `metrics.json`.
    """

    flags: tuple[str, ...]
    job: Path
    exported: Path
    output: str
    metrics: dict[str, Any]


@pytest.fixture(scope="session")
def golden(tmp_path_factory: pytest.TempPathFactory) -> GoldenDataset:
    """The golden data set; tests that change it write one of their own."""
    return golden_dataset.write(tmp_path_factory.mktemp("golden"))


@pytest.fixture(scope="session")
def golden_run(golden: GoldenDataset, tmp_path_factory: Any) -> GoldenRun:
    """Two epochs of wide-deep on the golden data set."""
    from trainer import config, run
    from trainer.termination import Termination

    job = tmp_path_factory.mktemp("run") / "job"
    folders = (f"--train-dir={golden.train}", f"--eval-dir={golden.evaluate}")
    flags = (*folders, *SMALL, "--epochs=2")
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exported = run.run(config.parse([f"--job-dir={job}", *flags]), Termination())
    metrics = json.loads((job / "metrics.json").read_bytes())
    return GoldenRun(flags, job, exported, output.getvalue(), metrics)
