"""What the weights of a run follow from: its data, and the flags that shape them."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from trainer.config import RunConfig, flag_of
from trainer.contract.errors import ContractError
from trainer.contract.expectations import NOTHING, shown
from trainer.record_folder import RecordFolder

# Flags that change where things lie and how long they take, and no weight.
WITHOUT_EFFECT = frozenset(
    {
        "job_dir",
        "train_dir",
        "eval_dir",
        "artifact_dir",
        "warm_start",
        "cache",
        "resume",
        "checkpoint_minutes",
        "slice",
        "eval_scores",
        "eval_only",
    }
)
ARTIFACTS = "artifacts"
DATA = ("train data", "evaluate data", "schema", ARTIFACTS)


def identity_of(
    config: RunConfig, train: RecordFolder, evaluate: RecordFolder
) -> Mapping[str, Any]:
    """Returns all that the weights follow from, as JSON has it.

    Data that was prepared anew from the same log is the same data: the names of its
    files do not count.

    Args:
      config: of the run.
      train: the rows to learn from.
      evaluate: the rows that end the training.
    """
    folders = (_digest(train), _digest(evaluate))
    manifest = train.manifest
    data = (*folders, manifest.schema_digest, manifest.artifacts.digest)
    return dict(zip(DATA, data, strict=True)) | flags_of(config)


def flags_of(config: RunConfig) -> dict[str, Any]:
    """Returns the flags that shape the weights with their values, as JSON has them."""
    values = asdict(config).items()
    flags = {
        flag_of(name): value for name, value in values if name not in WITHOUT_EFFECT
    }
    return json.loads(json.dumps(flags))


def machine() -> Mapping[str, Any]:
    """Returns what the last bits of the weights follow from besides."""
    # Whoever compares runs without making one does without it.
    import tensorflow as tf

    return {"threads": len(os.sched_getaffinity(0)), "TensorFlow": tf.__version__}


def require_same(
    saved: Mapping[str, Any], now: Mapping[str, Any], checkpoint: Path, hint: str = ""
) -> None:
    """Refuses the checkpoint of another run.

    Raises:
      ContractError: naming the checkpoint, and all that differs; then the hint.
    """
    other = differences(saved, now)
    if other:
        raise ContractError(f"{checkpoint}: {'; '.join(other)}{hint}")


def differences(saved: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Returns `NAME: expected …, received …` of all that is not as it was saved."""
    names = [*saved, *(name for name in now if name not in saved)]
    pairs = ((n, saved.get(n, NOTHING), now.get(n, NOTHING)) for n in names)
    return [
        f"{name}: expected {shown(was)}, received {shown(received)}"
        for name, was, received in pairs
        if was != received
    ]


def _digest(folder: RecordFolder) -> str:
    """Returns the sha256 of the rows of a folder, by the checksums of its manifest."""
    files = [(f.bytes, f.records, f.rows, f.crc32c, f.sha256) for f in folder.files]
    text = json.dumps([folder.manifest.rows_per_record, files])
    return hashlib.sha256(text.encode()).hexdigest()
