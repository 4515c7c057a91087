"""Records of a workload, as prepare leaves them, and their resolved schema."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from bench.train.workload import Workload
from deploy.local.spark_submit import ROOT
from trainer import golden_dataset
from trainer.contract import schema as schemas
from trainer.contract.manifest_parts import Artifacts
from trainer.contract.records import frame
from trainer.contract.schema import Column, Schema
from trainer.contract.statistics_validation import MOMENTS

ROWS_PER_RECORD = 1024
# No artifacts lie behind these rows: the ids were drawn.
_REFERENCE = Artifacts("none", "0" * 64, 0, ())


def document(sizes: tuple[int, ...]) -> bytes:
    """Returns Criteo's schema, resolved, with vocabularies of these sizes."""
    path = ROOT / "schema" / "criteo.json"
    given = json.loads(path.read_bytes())
    left = iter(sizes)
    columns = {
        column.name: _figures(column, left)
        for column in schemas.load(path).columns
        if column.role in ("numeric", "categorical")
    }
    return json.dumps({**given, "statistics": {"rows": 1, "columns": columns}}).encode()


def _figures(column: Column, left: Any) -> dict[str, Any]:
    if column.role == "numeric":
        counts = dict.fromkeys(("missing", "collisions", "rounded"), 0)
        return {**counts, **dict.fromkeys(MOMENTS), "quantiles": None}
    counts = dict.fromkeys(("missing", "collisions", "distinct", "unseen"), 0)
    return {**counts, "vocabulary_size": next(left)}


def schema(sizes: tuple[int, ...]) -> Schema:
    """Returns the same as a value."""
    return schemas.parse(document(sizes), "bench", resolved=True)


def write(folder: Path, kind: str, workload: Workload) -> None:
    """Writes all batches as records of many rows, with a manifest."""
    described = schema(workload.sizes)
    values = {
        described.label.name: workload.label.reshape(-1),
        **_columns(described.numeric, workload.numeric),
        **_columns(described.categorical, workload.ids),
    }
    rows = len(values[described.label.name])
    data = b"".join(
        frame(
            _example({n: v[start : start + ROWS_PER_RECORD] for n, v in values.items()})
        )
        for start in range(0, rows, ROWS_PER_RECORD)
    )
    contents = document(workload.sizes)
    golden_dataset.write_records(
        folder, kind, data, contents, _REFERENCE, ROWS_PER_RECORD
    )


def _columns(columns: tuple[Column, ...], values: np.ndarray) -> dict[str, np.ndarray]:
    flat = values.reshape(-1, len(columns))
    return {column.name: flat[:, place] for place, column in enumerate(columns)}


def _example(columns: dict[str, np.ndarray]) -> bytes:
    example = tf.train.Example()
    for name, values in columns.items():
        feature = example.features.feature[name]
        of_type = feature.int64_list if values.dtype == np.int64 else feature.float_list
        of_type.value.extend(values)
    return example.SerializeToString(deterministic=True)
