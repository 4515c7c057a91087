"""Test support: the golden bytes of schema/golden as complete output directories."""

import hashlib
import json
import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from trainer.contract import artifacts, grammar, manifest, records, schema, vocabulary
from trainer.contract.checksums import crc32c_of
from trainer.contract.manifest_parts import Artifacts, Counts, File
from trainer.contract.schema import Column, Schema

GOLDEN = Path(__file__).parents[1] / "schema" / "golden"
RUN_ID = "00000000-0000-4000-8000-000000000000"
RECORDS = f"part-00000-{RUN_ID}-c000.tfrecord"


@dataclass(frozen=True)
class GoldenDataset:
    """Directories as prepare leaves them: 13 rows, encoded three times.

    Attributes:
      artifacts: resolved schema and vocabularies.
      train: three records, of 5, 5 and 3 rows.
      evaluate: the same bytes, as evaluate records.
      predict: 13 records of one row, without a label, with a key.
    """

    artifacts: Path
    train: Path
    evaluate: Path
    predict: Path


def write(root: Path) -> GoldenDataset:
    """Writes the golden data set below `root`, every manifest complete."""
    dataset = GoldenDataset(
        *(root / name for name in ("artifacts", "train", "evaluate", "predict"))
    )
    document = json.dumps(_resolved(), ensure_ascii=False).encode()
    reference = _write_artifacts(dataset.artifacts, document)
    for directory, kind, source, per_record in (
        (dataset.train, "train", "train.tfrecord", 5),
        (dataset.evaluate, "evaluate", "train.tfrecord", 5),
        (dataset.predict, "predict", "predict.tfrecord", 1),
    ):
        data = (GOLDEN / source).read_bytes()
        write_records(directory, kind, data, document, reference, per_record)
    return dataset


def write_records(
    directory: Path,
    kind: str,
    data: bytes,
    document: bytes,
    reference: Artifacts,
    per_record: int,
) -> None:
    """Writes one file of records with its manifest; as many rows as labels or keys.

    Args:
      directory: made where it is not.
      kind: `train`, `evaluate` or `predict`.
      data: the bytes of the file.
      document: the bytes of the resolved schema.
      reference: the artifacts that encoded the data.
      per_record: rows a record.
    """
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / RECORDS
    path.write_bytes(data)
    (directory / manifest.SCHEMA).write_bytes(document)
    read = list(records.read_records(path))
    rows = sum(_rows(record.data) for record in read)
    file = File(RECORDS, len(data), len(read), rows, crc32c=crc32c_of(path))
    columns = schema.parse(document, "schema")
    _commit(
        directory,
        manifest.Manifest(
            kind=kind,
            run_id=RUN_ID,
            schema_digest=sha256(document),
            artifacts=reference,
            files=(file,) if rows else (),
            counts=Counts(rows, rows, 0),
            rows_per_record=per_record,
            label=kind != "predict",
            key=columns.key.name if columns.key else None,
            weight=columns.weight.name if columns.weight else None,
        ),
    )


def write_copies(directory: Path, dataset: GoldenDataset, copies: int) -> None:
    """Writes the train records so many times, one after the other, as one folder."""
    data = (dataset.train / RECORDS).read_bytes() * copies
    document = (dataset.train / manifest.SCHEMA).read_bytes()
    reference = manifest.read(dataset.train).artifacts
    write_records(directory, "train", data, document, reference, 5)


def _rows(data: bytes) -> int:
    # Imported late: nothing else in this module needs TensorFlow.
    import tensorflow as tf

    feature = tf.train.Example.FromString(data).features.feature
    lists = (
        value.float_list.value or value.int64_list.value or value.bytes_list.value
        for name, value in feature.items()
        if f"{name}/lengths" not in feature
    )
    return max((len(values) for values in lists), default=0)


def _write_artifacts(directory: Path, document: bytes) -> Artifacts:
    (directory / "vocabulary").mkdir(parents=True)
    contents = {manifest.SCHEMA: document}
    for column in schema.load(GOLDEN / manifest.SCHEMA).categorical:
        name = artifacts.vocabulary_file(column.name)
        contents[name] = (GOLDEN / name).read_bytes()
    for name, data in contents.items():
        (directory / name).write_bytes(data)
    files = tuple(File(n, len(d), sha256=sha256(d)) for n, d in contents.items())
    reference = Artifacts(str(directory), artifacts.digest(files))
    count = len(_golden_rows())
    counts = Counts(count, count, 0)
    made = manifest.Manifest(
        "artifacts", RUN_ID, sha256(document), reference, files, counts
    )
    _commit(directory, made)
    return reference


def _commit(directory: Path, made: manifest.Manifest) -> None:
    (directory / manifest.MANIFEST).write_bytes(made.render())


def sha256(data: bytes) -> str:
    """Returns the digest as manifests write it."""
    return hashlib.sha256(data).hexdigest()


def _golden_rows() -> list[list[str]]:
    text = (GOLDEN / "rows.tsv").read_bytes().decode()
    return [line.split("\t") for line in text.split("\n")[:-1]]


def _resolved() -> dict[str, Any]:
    document = json.loads((GOLDEN / manifest.SCHEMA).read_bytes())
    plain = schema.from_document(document)
    for given, column in zip(document["columns"], plain.columns, strict=True):
        given.update(_defaults(column))
    texts = list(zip(*_golden_rows(), strict=True))
    figures = {
        column.name: _statistics(column, texts[position], plain)
        for position, column in enumerate(plain.columns)
        if column.role not in ("key", "ignore")
    }
    document["crosses"] = []
    document["statistics"] = {"rows": len(texts[0]), "columns": figures}
    return document


def _defaults(column: Column) -> dict[str, Any]:
    fields = {
        "label": ("positive", "negative"),
        "numeric": ("type", "fill"),
        "categorical": (
            *("fill", "min_count", "max_size", "unseen"),
            "embedding_dimension",
        ),
        "weight": ("type",),
    }.get(column.role, ())
    values = {field: getattr(column, field) for field in fields}
    if column.role == "categorical":
        values["list"] = None
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}


def _statistics(
    column: Column, texts: tuple[str, ...], plain: Schema
) -> dict[str, Any]:
    if column.role == "label":
        return {"positive": sum(text in column.positive for text in texts)}
    present = [text for text in texts if text not in plain.input.missing]
    figures = {"missing": len(texts) - len(present)}
    if column.role == "categorical":
        return figures | _of_categories(column, present, figures["missing"])
    return figures | _of_numbers(column, present)


def _of_categories(column: Column, present: list[str], missing: int) -> dict[str, Any]:
    counts = Counter(present)
    collisions = counts[column.fill]
    counts[column.fill] += missing
    path = GOLDEN / artifacts.vocabulary_file(column.name)
    kept = vocabulary.read(path).values
    unseen = sum(n for value, n in counts.items() if value.encode() not in kept)
    return {
        "collisions": collisions,
        "distinct": sum(n > 0 for n in counts.values()),
        "vocabulary_size": len(kept),
        "unseen": unseen,
    }


def _of_numbers(column: Column, present: list[str]) -> dict[str, Any]:
    numbers = [grammar.number(text, column.type) for text in present]
    values = np.array(numbers, np.float64)
    logarithms = np.sign(values) * np.log1p(np.abs(values))
    fill = None if column.fill is None else float(column.fill)
    quantiles = ("0.01", "0.05", "0.25", "0.5", "0.75", "0.95", "0.99")
    moments = {
        "min": values.min(),
        "max": values.max(),
        "mean": values.mean(),
        "std": values.std(),
        "log_mean": logarithms.mean(),
        "log_std": logarithms.std(),
    }
    return {
        "collisions": sum(number == fill for number in numbers),
        "rounded": _rounded(column, present, numbers),
        **{name: float(value) for name, value in moments.items()},
        "quantiles": {q: _bfloat16(np.quantile(values, float(q))) for q in quantiles},
    }


def _rounded(column: Column, texts: list[str], numbers: list[float]) -> int:
    if column.type == "real":
        return 0
    return sum(int(t) != int(n) for t, n in zip(texts, numbers, strict=True))


def _bfloat16(value: float) -> float:
    bits = np.float32(value).view(np.uint32) & np.uint32(0xFFFF0000)
    shown = float(np.uint32(bits).view(np.float32))
    return shown if math.isfinite(shown) else float(np.finfo(np.float32).max)
