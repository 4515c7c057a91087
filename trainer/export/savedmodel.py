"""The export of a trained model: built beside its place, then renamed to its number."""

import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tensorflow as tf
from absl import logging

from trainer.contract.artifacts import ArtifactsDirectory
from trainer.contract.checksums import sha256_of
from trainer.contract.feature_tables import PLACE as TABLES
from trainer.contract.manifest import MANIFEST, SCHEMA, Manifest
from trainer.contract.manifest_parts import File
from trainer.contract.publish import sync, write_durably
from trainer.export.signatures import ServingModule
from trainer.export.tables_file import tables_of
from trainer.models.click_model import ClickModel
from trainer.termination import Termination

# Servers look for numbers: what begins with a dot is not there for them.
BUILDING = ".building-"


def export(
    model: ClickModel,
    artifacts: ArtifactsDirectory,
    directory: Path,
    termination: Termination,
) -> Path:
    """Leaves the SavedModel as the newest number below `directory`.

    A reader sees all of it or nothing: files, schema and manifest are on the disk
    before the folder gets its number, the seconds since 1970, higher than any before.

    Args:
      model: trained.
      artifacts: those that encoded what it was trained on.
      directory: `JOB_DIR/export/Servo`.
      termination: asked before the export becomes visible.

    Returns:
      The folder of the export.

    Raises:
      TerminatedError: a SIGTERM has come; nothing has been exported.
    """
    directory.mkdir(parents=True, exist_ok=True)
    _remove_unfinished(directory)
    run_id = str(uuid.uuid4())
    building = directory / f"{BUILDING}{run_id}"
    module = ServingModule(model, artifacts)
    with _without_name_warnings():
        tf.saved_model.save(module, str(building), signatures=dict(module.signatures()))
    tables = building / TABLES
    tables.parent.mkdir()
    write_durably(tables, tables_of(model, module.index.salt).render())
    write_durably(building / SCHEMA, artifacts.schema_bytes)
    write_durably(building / MANIFEST, _manifest(building, artifacts, run_id).render())
    _sync_all(building)
    termination.stop_if_requested()
    return _publish(building, directory)


@contextmanager
def _without_name_warnings() -> Iterator[None]:
    # TensorFlow warns that a feature's hyphens cannot stand in a Python parameter's
    # name; the signature keeps them, and callers give tensors by that name.
    verbosity = logging.get_verbosity()
    logging.set_verbosity(logging.ERROR)
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)


def _manifest(building: Path, artifacts: ArtifactsDirectory, run_id: str) -> Manifest:
    paths = sorted(path for path in building.rglob("*") if path.is_file())
    files = (
        File(
            path.relative_to(building).as_posix(),
            path.stat().st_size,
            sha256=sha256_of(path),
        )
        for path in paths
    )
    return Manifest(
        kind="export",
        run_id=run_id,
        schema_digest=artifacts.manifest.schema_digest,
        artifacts=artifacts.manifest.artifacts,
        files=tuple(files),
    )


def _publish(building: Path, directory: Path) -> Path:
    numbers = [int(p.name) for p in directory.iterdir() if p.name.isdecimal()]
    number = max([int(time.time()), *(taken + 1 for taken in numbers)])
    place = directory / str(number)
    os.rename(building, place)
    sync(directory)
    return place


def _remove_unfinished(directory: Path) -> None:
    for left in directory.glob(f"{BUILDING}*"):
        shutil.rmtree(left)


def _sync_all(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        sync(path)
