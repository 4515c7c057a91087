"""Records as arrays in files: peers learn from the same encoded rows as models do."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from trainer.inputs import evaluate_batches
from trainer.record_folder import RecordFolder

_BATCH = 65_536


def write(records: RecordFolder, folder: Path) -> None:
    """Leaves `numeric.npy`, `ids.npy` and `label.npy`, the rows in the log's order.

    Args:
        records: N rows.
        folder: Where float32 [N, F], int32 [N, C] and float32 [N] go.
    """
    folder.mkdir(parents=True, exist_ok=True)
    columns, start = _columns(records, folder), 0
    for features, label, _ in evaluate_batches(records, _BATCH):
        end = start + len(label)
        for name, values in {**features, "label": label}.items():
            columns[name][start:end] = values
        start = end
    for column in columns.values():
        column.flush()


def _columns(records: RecordFolder, folder: Path) -> Mapping[str, np.memmap]:
    schema, rows = records.schema, records.rows
    shapes = {
        "numeric": ("float32", (rows, len(schema.numeric))),
        "ids": ("int32", (rows, len(schema.categorical))),
        "label": ("float32", (rows,)),
    }
    return {
        name: np.lib.format.open_memmap(folder / f"{name}.npy", "w+", dtype, shape)
        for name, (dtype, shape) in shapes.items()
    }
