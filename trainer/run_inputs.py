"""What a run reads, opened and checked before its first step."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import tensorflow as tf

from trainer import inputs, preflight, record_check
from trainer.config import RunConfig
from trainer.contract import artifacts as artifact_folders
from trainer.contract.artifacts import ArtifactsDirectory
from trainer.contract.errors import ContractError
from trainer.contract.manifest import require_same_artifacts
from trainer.contract.manifest_parts import Artifacts
from trainer.record_folder import RecordFolder, open_labelled
from trainer.row_cache import source_of


@dataclass(frozen=True)
class Inputs:
    """Everything that a run reads, checked: one schema, one set of artifacts."""

    train: RecordFolder
    evaluate: RecordFolder
    artifacts: ArtifactsDirectory


def open_inputs(config: RunConfig) -> Inputs:
    """Opens and checks the folders of a run, with every file of records.

    Raises:
      ContractError: a folder is damaged, or the folders do not belong together;
        the text names both digests.
      InputError: there is no row, or no label.
    """
    train, evaluate = open_labelled(config.train_dir), open_labelled(config.eval_dir)
    require_same_artifacts(
        evaluate.manifest.artifacts,
        train.manifest.artifacts,
        str(config.eval_dir),
        str(config.train_dir),
    )
    of = f"that encoded {train.directory}"
    artifacts = open_artifacts(config.artifact_dir, train.manifest.artifacts, of)
    # Last, as it reads every file.
    preflight.check(train)
    preflight.check(evaluate)
    return Inputs(train, evaluate, artifacts)


def open_artifacts(
    given: Path | None, reference: Artifacts, of: str
) -> ArtifactsDirectory:
    """Opens the artifacts of a reference, where it says or `--artifact-dir` does.

    Args:
      given: by `--artifact-dir`; None where it is not there.
      reference: says which, and where they were.
      of: which artifacts these are, for the message.

    Raises:
      ContractError: they are not there, damaged, or others.
    """
    directory = given or reference.directory
    try:
        artifacts = artifact_folders.load(directory)
    except ContractError as error:
        hint = "" if given else " (--artifact-dir says where they are)"
        raise ContractError(f"{error}{hint}") from None
    received = artifacts.manifest.artifacts.digest
    if received != reference.digest:
        raise ContractError(
            f"{directory}: expected the artifacts {of} ({reference.digest}), "
            f"received others ({received})"
        )
    return artifacts


def evaluate_batches(config: RunConfig, folder: RecordFolder) -> tf.data.Dataset:
    """Returns the batches that a run evaluates on."""
    source = source_of(folder, config.cache)
    batches = inputs.evaluate_batches(folder, config.batch_size, source)
    return batches.take(config.eval_steps) if config.eval_steps else batches


def evaluated_rows(config: RunConfig, folder: RecordFolder) -> int:
    """Returns how many rows these batches have."""
    if config.eval_steps is None:
        return folder.rows
    return min(folder.rows, config.eval_steps * config.batch_size)


@contextmanager
def explained(*folders: RecordFolder) -> Iterator[None]:
    """Says which record it is that TensorFlow could not take.

    Raises:
      ContractError: naming it.
    """
    try:
        yield
    except (tf.errors.OpError, UnicodeDecodeError):
        # TensorFlow does not say which record, and may quote bytes of it that are no
        # text: read them again, one by one.
        for folder in folders:
            record_check.check(folder)
        raise
