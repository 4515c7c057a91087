"""The command of each stage: the same programs that a cluster runs, on one machine."""

import importlib.util
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from deploy.local.memory import driver_memory
from deploy.local.process import run_stage
from deploy.local.run_folder import RunFolder
from trainer.contract.schema import Schema

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_SCHEMA = ROOT / "schema" / "criteo.json"
_JAR = ROOT / "prepare" / "target" / "sparky-prepare.jar"
_APPLICATION = "sparky.prepare.CriteoPreprocessingApplication"
_LOGGING = Path(__file__).with_name("log4j2.properties")


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
        command = [*_spark_submit(size), "--mode", mode, "--schema", str(self.schema)]
        command += ["--in", rows, "--out", records, "--artifacts", artifacts]
        # A row of the predictions is told by its key: the schema's, or else its line.
        if mode == "predict" and not self.columns.key:
            command += ["--key", "line"]
        return run_stage(f"prepare {mode}", command, _spark_environment())

    def train(self) -> float:
        """Trains, evaluates and exports; returns the seconds it took."""
        command = [sys.executable, "-m", "trainer.task", "--model", "wide-deep"]
        command += ["--train-dir", str(self.folder.records("train"))]
        command += ["--eval-dir", str(self.folder.records("evaluate"))]
        command += ["--artifact-dir", str(self.folder.artifacts)]
        command += ["--job-dir", str(self.folder.job)]
        return run_stage("train, evaluate, export", command, _python_environment())

    def predict(self, model: Path) -> float:
        """Scores the predict records with an export; returns the seconds it took."""
        command = [sys.executable, "-m", "serving.batch", "--model", str(model)]
        command += ["--in", str(self.folder.records("predict"))]
        command += ["--out", str(self.folder.predictions)]
        return run_stage("predict", command, _python_environment())


def _spark_submit(size: int) -> list[str]:
    progress = str(sys.stderr.isatty()).lower()
    return [
        *(str(_spark_home() / "bin" / "spark-submit"), "--master", "local[*]"),
        *("--driver-memory", driver_memory(size)),
        *("--driver-java-options", f"-Dlog4j2.configurationFile={_LOGGING.as_uri()}"),
        *("--conf", f"spark.ui.showConsoleProgress={progress}"),
        *("--conf", "spark.ui.enabled=false"),
        *("--conf", "spark.driver.host=127.0.0.1"),
        *("--conf", "spark.driver.bindAddress=127.0.0.1"),
        *("--class", _APPLICATION, str(_JAR)),
    ]


def _spark_home() -> Path:
    return Path(importlib.util.find_spec("pyspark").submodule_search_locations[0])


def _spark_environment() -> dict[str, str]:
    # A Spark that the user has elsewhere, or its settings, are not meant for this one.
    home = _spark_home()
    return {"SPARK_HOME": str(home), "SPARK_CONF_DIR": str(home / "conf")}


def _python_environment() -> dict[str, str]:
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    return {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
