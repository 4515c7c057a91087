"""An earlier run that another one begins with: its last weights, and whose they are."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer import resume
from trainer.checkpoint_state import FINISHED
from trainer.checkpoints import FOLDER
from trainer.contract import exports, feature_tables
from trainer.contract import schema as schemas
from trainer.contract.errors import ContractError, InputError
from trainer.contract.exports import verify_export
from trainer.contract.feature_tables import PLACE, FeatureTables
from trainer.contract.manifest import SCHEMA
from trainer.contract.manifest_parts import Artifacts
from trainer.contract.schema import Schema
from trainer.resume import Saved
from trainer.run_identity import ARTIFACTS


@dataclass(frozen=True)
class FinishedRun:
    """What a finished run has left, all of it verified.

    The weights are those of its last checkpoint, which are those of its export, for
    there they have the slots of their optimizers: without them a row that is learnt
    would be unlearnt by the next steps.

    Attributes:
      checkpoint: the prefix of its files.
      identity: what the weights follow from.
      digest: of the checkpoint.
      export: the folder of the newest one.
      artifacts: that encoded what it was trained on.
      schema: theirs, resolved.
      tables: of its model.
    """

    checkpoint: Path
    identity: Mapping[str, Any]
    digest: str
    export: Path
    artifacts: Artifacts
    schema: Schema
    tables: FeatureTables


def open_run(job: Path) -> FinishedRun:
    """Opens the folder of a finished run.

    Raises:
      InputError: it has no checkpoint, or no export.
      ContractError: the run has not finished, or what it has left is damaged or does
        not belong together.
    """
    saved = resume.newest(job / FOLDER)
    if saved is None:
        folder = job / FOLDER
        raise InputError(f"{folder}: expected a checkpoint of a run, received none")
    checkpoint = job / FOLDER / saved.name
    stage, identity = saved.state.progress.stage, saved.state.identity
    if stage != FINISHED:
        expected = "expected the checkpoint of a finished run, received one of a run in"
        raise ContractError(f"{checkpoint}: {expected} stage {stage}")
    export = exports.newest(job)
    artifacts = verify_export(export).artifacts
    if artifacts.digest != identity[ARTIFACTS]:
        expected = f"expected an export with the artifacts of {checkpoint}"
        both = f"{expected} ({identity[ARTIFACTS]}), received {artifacts.digest}"
        raise ContractError(f"{export}: {both}")
    schema = schemas.load(export / SCHEMA, resolved=True)
    tables = feature_tables.read(export / PLACE)
    return FinishedRun(
        checkpoint, identity, _digest(saved), export, artifacts, schema, tables
    )


def _digest(saved: Saved) -> str:
    """Returns the sha256 of a checkpoint, by the checksums of its files."""
    files = [(file.bytes, file.crc32c) for file in saved.state.files]
    return hashlib.sha256(json.dumps(files).encode()).hexdigest()
