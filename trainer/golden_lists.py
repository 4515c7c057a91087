"""Test support: the golden rows with list columns as a complete record directory."""

import json
from pathlib import Path

from trainer import golden_dataset
from trainer.contract import artifacts, manifest
from trainer.contract.manifest_parts import Artifacts, Counts, File

GOLDEN = golden_dataset.GOLDEN / "lists"
VOCABULARIES = ("tags", "tags0")
# Counted by hand: 7 rows, 13 tags and 14 tags0.
STATISTICS = {
    "clicked": {"positive": 3},
    "tags": {
        **{"values": 13, "missing": 4, "collisions": 1, "distinct": 4},
        **{"vocabulary_size": 3, "unseen": 1},
    },
    "tags-2": {
        **{"missing": 0, "collisions": 0, "rounded": 0, "min": 1.0, "max": 7.0},
        **{"mean": 4.0, "std": 2.0, "log_mean": 1.5, "log_std": 0.5},
        "quantiles": {
            **{"0.01": 1.0, "0.05": 1.0, "0.25": 2.0, "0.5": 4.0},
            **{"0.75": 6.0, "0.95": 7.0, "0.99": 7.0},
        },
    },
    "tags0": {
        **{"values": 14, "missing": 2, "collisions": 0, "distinct": 6},
        **{"vocabulary_size": 3, "unseen": 4},
    },
}


def write(root: Path, data: bytes | None = None) -> Path:
    """Writes artifacts, train records of three rows each, and predict records of one.

    Args:
      root: the folder of `artifacts`, `train` and `predict`.
      data: the bytes of the train records; None for the golden ones.

    Returns:
      The folder of the train records.
    """
    document = json.loads((GOLDEN / manifest.SCHEMA).read_bytes())
    document["statistics"] = {"rows": 7, "columns": STATISTICS}
    schema = json.dumps(document).encode()
    reference = _write_artifacts(root / "artifacts", schema)
    records = (GOLDEN / "train.tfrecord").read_bytes() if data is None else data
    golden_dataset.write_records(root / "train", "train", records, schema, reference, 3)
    single = (GOLDEN / "predict.tfrecord").read_bytes()
    golden_dataset.write_records(
        root / "predict", "predict", single, schema, reference, 1
    )
    return root / "train"


def _write_artifacts(directory: Path, schema: bytes) -> Artifacts:
    (directory / "vocabulary").mkdir(parents=True)
    names = [artifacts.vocabulary_file(name) for name in VOCABULARIES]
    contents = {manifest.SCHEMA: schema}
    contents |= {name: (GOLDEN / name).read_bytes() for name in names}
    files = []
    for name, data in contents.items():
        (directory / name).write_bytes(data)
        files.append(File(name, len(data), sha256=golden_dataset.sha256(data)))
    reference = Artifacts(str(directory), artifacts.digest(tuple(files)))
    made = manifest.Manifest(
        "artifacts",
        golden_dataset.RUN_ID,
        golden_dataset.sha256(schema),
        reference,
        tuple(files),
        Counts(7, 7, 0),
    )
    (directory / manifest.MANIFEST).write_bytes(made.render())
    return reference
