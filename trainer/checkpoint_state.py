"""What a checkpoint says about itself: where its run stands, and which files it has."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from trainer.contract import json_file, publish
from trainer.contract import manifest_parts as parts
from trainer.contract.checksums import crc32c_of
from trainer.contract.expectations import NOTHING, expect
from trainer.contract.manifest import check_size, check_sum
from trainer.contract.manifest_parts import File
from trainer.contract.schema_validation import FORMAT_VERSION

# A run takes steps, then goes back to its best weights, then has exported them.
TRAINING, TRAINED, FINISHED = STAGES = ("training", "trained", "finished")
SUFFIX = ".json"


@dataclass(frozen=True)
class Best:
    """The epoch with the lowest evaluate logloss so far.

    Attributes:
      epochs: complete at its end.
      logloss: of the evaluate rows.
      checkpoint: the name of the one that has its weights.
    """

    epochs: int
    logloss: float
    checkpoint: str


@dataclass
class Progress:
    """How far a run has come; the steps are counted by its optimizer.

    Attributes:
      epochs: complete, those that made nothing better included.
      best: None before an evaluation.
      stage: one of `STAGES`.
      logs: the folder of its TensorBoard files, below `JOB_DIR/logs`.
      warm_start: what it has begun with (`warm_start.start.Taken`); None where it has
        begun with nothing.
    """

    epochs: int = 0
    best: Best | None = None
    stage: str = TRAINING
    logs: str = ""
    warm_start: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class CheckpointState:
    """The small file that makes a checkpoint: there is one when it is there.

    Attributes:
      step: steps that made the weights.
      batch: how many of the batches of the epoch after `progress.epochs` are among
        them: where the input goes on.
      progress: of the run.
      identity: what the weights follow from (`RunIdentity.document`).
      machine: what their last bits follow from, too.
      files: the variables, in TensorFlow's format.
    """

    step: int
    batch: int
    progress: Progress
    identity: Mapping[str, Any]
    machine: Mapping[str, Any]
    files: tuple[File, ...]

    @property
    def age(self) -> tuple[int, int, int]:
        """Grows while a run goes on."""
        of_run = self.progress
        return STAGES.index(of_run.stage), of_run.epochs, self.step

    def write(self, path: Path) -> None:
        """Replaces the file in one step."""
        document = {
            "format_version": FORMAT_VERSION,
            "step": self.step,
            "batch": self.batch,
            **asdict(self.progress),
            "identity": self.identity,
            "machine": self.machine,
            "files": [file.document() for file in self.files],
        }
        text = json.dumps(document, indent=1, allow_nan=False) + "\n"
        publish.replace(path, text.encode())

    def check(self, directory: Path) -> None:
        """Checks that the files are there, with their sizes and checksums.

        Raises:
          ContractError: naming the file, expected, received.
        """
        for file in self.files:
            check_size(directory, file, "")
            check_sum(directory, file, "")


def described(path: Path) -> File:
    """Returns the size and checksum of a file of a checkpoint."""
    return File(path.name, path.stat().st_size, crc32c=crc32c_of(path))


def read(path: Path) -> CheckpointState:
    """Reads the state of a checkpoint; its files are not looked at.

    Raises:
      ContractError: it is not there, or not one; the text names file and field.
    """
    with json_file.reading(path, "a checkpoint's state"):
        return _state(json.loads(path.read_bytes()))


def _state(given: Any) -> CheckpointState:
    expect(isinstance(given, dict), "state", "an object", given)
    version = given.get("format_version", NOTHING)
    good = type(version) is int and version == FORMAT_VERSION
    expect(good, "format_version", str(FORMAT_VERSION), version)
    return CheckpointState(
        step=parts.count(given, "step", "step"),
        batch=parts.count(given, "batch", "batch"),
        progress=_progress(given),
        identity=_object(given, "identity"),
        machine=_object(given, "machine"),
        files=parts.files(given.get("files", NOTHING), "files"),
    )


def _progress(given: Mapping[str, Any]) -> Progress:
    stage = given.get("stage", NOTHING)
    expect(stage in STAGES, "stage", " or ".join(STAGES), stage)
    best = given.get("best", NOTHING)
    return Progress(
        epochs=parts.count(given, "epochs", "epochs"),
        best=None if best is None else _best(best),
        stage=stage,
        logs=parts.text(given, "logs", "logs"),
        warm_start=_warm_start(given.get("warm_start", NOTHING)),
    )


def _warm_start(given: Any) -> Mapping[str, Any] | None:
    good = given is None or isinstance(given, dict)
    expect(good, "warm_start", "an object or null", given)
    return given


def _best(given: Any) -> Best:
    expect(isinstance(given, dict), "best", "an object or null", given)
    logloss = given.get("logloss", NOTHING)
    good = type(logloss) is float and math.isfinite(logloss)
    expect(good, "best.logloss", "a finite number", logloss)
    epochs = parts.count(given, "epochs", "best.epochs")
    return Best(epochs, logloss, parts.text(given, "checkpoint", "best.checkpoint"))


def _object(given: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    value = given.get(field, NOTHING)
    expect(isinstance(value, dict), field, "an object", value)
    return value
