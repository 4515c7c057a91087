"""Test support: the golden data set after a log with one new value in each column."""

import hashlib
import json
from pathlib import Path

from trainer import golden_dataset
from trainer.contract import artifacts, manifest, records, vocabulary
from trainer.contract.artifacts import ArtifactsDirectory
from trainer.contract.manifest_parts import Artifacts, File
from trainer.contract.vocabulary import Vocabulary
from trainer.golden_dataset import RECORDS, GoldenDataset

NEW_VALUE = b"new"


def write(root: Path, golden: GoldenDataset) -> GoldenDataset:
    """Writes the data set below `root`; its artifacts extend the golden ones.

    The rows are the golden ones, but an id that was unseen is the new value's.
    """
    dataset = GoldenDataset(
        *(root / name for name in ("artifacts", "train", "evaluate", "predict"))
    )
    document, reference = _write_artifacts(dataset.artifacts, golden)
    new_ids = _new_ids(dataset.artifacts)
    for kind, per_record in (("train", 5), ("evaluate", 5), ("predict", 1)):
        data = _encoded_anew(getattr(golden, kind) / RECORDS, new_ids)
        directory = getattr(dataset, kind)
        golden_dataset.write_records(
            directory, kind, data, document, reference, per_record
        )
    return dataset


def _write_artifacts(directory: Path, golden: GoldenDataset) -> tuple[bytes, Artifacts]:
    old = artifacts.load(golden.artifacts)
    document = _document(old)
    contents = {manifest.SCHEMA: document} | {
        artifacts.vocabulary_file(c.name): _grown(old.vocabulary(c.name))
        for c in old.schema.categorical
    }
    (directory / "vocabulary").mkdir(parents=True)
    for name, data in contents.items():
        (directory / name).write_bytes(data)
    files = tuple(File(n, len(d), sha256=_sha256(d)) for n, d in contents.items())
    parent = old.manifest.artifacts.digest
    reference = Artifacts(str(directory), artifacts.digest(files), 1, (parent,))
    made = manifest.Manifest(
        "artifacts",
        golden_dataset.RUN_ID,
        _sha256(document),
        reference,
        files,
        old.manifest.counts,
    )
    (directory / manifest.MANIFEST).write_bytes(made.render())
    return document, reference


def _document(old: ArtifactsDirectory) -> bytes:
    document = json.loads(old.schema_bytes)
    for column in old.schema.categorical:
        document["statistics"]["columns"][column.name]["vocabulary_size"] += 1
    return json.dumps(document).encode()


def _grown(old: Vocabulary) -> bytes:
    return vocabulary.render(Vocabulary([*old.values, NEW_VALUE], [*old.counts, 1]))


def _new_ids(directory: Path) -> dict[str, int]:
    schema = artifacts.load(directory).schema
    return {c.name: schema.vocabulary_size(c.name) for c in schema.categorical}


def _encoded_anew(path: Path, new_ids: dict[str, int]) -> bytes:
    # Imported late: nothing else in this module needs TensorFlow.
    import tensorflow as tf

    data = b""
    for record in records.read_records(path):
        example = tf.train.Example.FromString(record.data)
        for name, new_id in new_ids.items():
            ids = example.features.feature[name].int64_list.value
            ids[:] = [value if value > 0 else new_id for value in ids]
        data += records.frame(example.SerializeToString(deterministic=True))
    return data


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
