"""The command of each stage: the same programs that a cluster runs, on one machine."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from deploy.local.compilers import compiler_options
from deploy.local.memory import driver_memory
from deploy.local.process import run_stage
from deploy.local.run_folder import RunFolder
from deploy.local.spark_submit import ROOT, spark_environment, spark_submit
from trainer.contract.schema import Schema

DEFAULT_SCHEMA = ROOT / "schema" / "criteo.json"


@dataclass(frozen=True)
class Stages:
    """The stages of one run, each a process.

    Attributes:
        folder: Where they write.
        schema: The schema's file.
        columns: What stands in it.
    """

    folder: RunFolder
    schema: Path
    columns: Schema

    def prepare(self, mode: str, rows: str, size: int) -> float:
        """Makes records of a log; of the train log, also the artifacts.

        Args:
            mode: `train`, `evaluate` or `predict`.
            rows: The log, a glob.
            size: Its bytes.

        Returns:
            The seconds it took.
        """
        records = str(self.folder.records(mode))
        artifacts = str(self.folder.artifacts)
        delimited = self.columns.input.format == "delimited"
        command = spark_submit(driver_memory(size), *compiler_options(size, delimited))
        command += ["--mode", mode, "--schema", str(self.schema)]
        command += ["--in", rows, "--out", records, "--artifacts", artifacts]
        # A row of the predictions is told by its key: the schema's, or else its line.
        if mode == "predict" and not self.columns.key:
            command += ["--key", "line"]
        return run_stage(f"prepare {mode}", command, spark_environment())

    def train(self) -> float:
        """Trains, evaluates and exports; returns the seconds it took."""
        command = [sys.executable, "-m", "trainer.task", "--model", "wide-deep"]
        command += ["--train-dir", str(self.folder.records("train"))]
        command += ["--eval-dir", str(self.folder.records("evaluate"))]
        command += ["--artifact-dir", str(self.folder.artifacts)]
        # What a run of before has left unfinished is not gone on with.
        command += ["--job-dir", str(self.folder.job), "--resume", "never"]
        return run_stage("train, evaluate, export", command, _python_environment())

    def predict(self, model: Path) -> float:
        """Scores the predict records with an export; returns the seconds it took."""
        command = [sys.executable, "-m", "serving.batch", "--model", str(model)]
        command += ["--in", str(self.folder.records("predict"))]
        command += ["--out", str(self.folder.predictions)]
        return run_stage("predict", command, _python_environment())


def _python_environment() -> dict[str, str]:
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    return {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
