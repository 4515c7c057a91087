"""Test support: the golden rows after a log with one new value in each column."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from trainer import golden_dataset
from trainer.contract import artifacts, manifest, records, vocabulary
from trainer.contract.artifacts import ArtifactsDirectory
from trainer.contract.manifest_parts import Artifacts, File
from trainer.contract.vocabulary import Vocabulary
from trainer.golden_dataset import RECORDS, GoldenDataset

NEW_VALUE = b"new"


def extended(old: Vocabulary) -> Vocabulary:
    """Returns a vocabulary with the new value behind the others."""
    return Vocabulary([*old.values, NEW_VALUE], [*old.counts, 1])


def reversed_(old: Vocabulary) -> Vocabulary:
    """Returns a vocabulary with the new value, and the others in the other order."""
    return Vocabulary([NEW_VALUE, *old.values[::-1]], [1, *old.counts[::-1]])


def write(
    root: Path, golden: GoldenDataset, grown: Callable[[Vocabulary], Vocabulary]
) -> GoldenDataset:
    """Writes the data set below `root`.

    The rows are the golden ones, but an id that was unseen is the new value's. The
    artifacts extend the golden ones where the vocabularies do.

    Args:
      root: of its folders.
      golden: the data set of before.
      grown: makes a vocabulary of a golden one: `extended` or `reversed_`.
    """
    dataset = GoldenDataset(
        *(root / name for name in ("artifacts", "train", "evaluate", "predict"))
    )
    document, reference = _write_artifacts(dataset.artifacts, golden, grown)
    new_ids = _new_ids(golden.artifacts, dataset.artifacts)
    for kind, per_record in (("train", 5), ("evaluate", 5), ("predict", 1)):
        data = _encoded_anew(getattr(golden, kind) / RECORDS, new_ids)
        directory = getattr(dataset, kind)
        golden_dataset.write_records(
            directory, kind, data, document, reference, per_record
        )
    return dataset


def _write_artifacts(
    directory: Path, golden: GoldenDataset, grown: Callable[[Vocabulary], Vocabulary]
) -> tuple[bytes, Artifacts]:
    old = artifacts.load(golden.artifacts)
    document = _document(old)
    contents = {manifest.SCHEMA: document} | {
        artifacts.vocabulary_file(c.name): vocabulary.render(
            grown(old.vocabulary(c.name))
        )
        for c in old.schema.categorical
    }
    (directory / "vocabulary").mkdir(parents=True)
    for name, data in contents.items():
        (directory / name).write_bytes(data)
    files = tuple(File(n, len(d), sha256=_sha256(d)) for n, d in contents.items())
    ancestors = (old.manifest.artifacts.digest,) if grown is extended else ()
    digest = artifacts.digest(files)
    reference = Artifacts(str(directory), digest, len(ancestors), ancestors)
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


def _new_ids(old: Path, new: Path) -> dict[str, list[int]]:
    """Returns the new id of each old one, that of unseen values first."""
    before, now = artifacts.load(old), artifacts.load(new)

    def ids(name: str) -> list[int]:
        values = now.vocabulary(name).values
        known = [NEW_VALUE, *before.vocabulary(name).values]
        return [values.index(value) + 1 for value in known]

    return {column.name: ids(column.name) for column in now.schema.categorical}


def _encoded_anew(path: Path, new_ids: dict[str, list[int]]) -> bytes:
    # Imported late: nothing else in this module needs TensorFlow.
    import tensorflow as tf

    data = b""
    for record in records.read_records(path):
        example = tf.train.Example.FromString(record.data)
        for name, of_old in new_ids.items():
            ids = example.features.feature[name].int64_list.value
            ids[:] = [of_old[max(value, 0)] for value in ids]
        data += records.frame(example.SerializeToString(deterministic=True))
    return data


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
