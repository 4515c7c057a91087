"""All rows of a folder in memory, parsed once; an epoch is no more than a gather."""

from pathlib import Path

import numpy as np
import tensorflow as tf

from trainer.record_files import RecordFiles, in_turn
from trainer.record_folder import RecordFolder
from trainer.record_parser import Rows
from trainer.row_order import RecordSource
from trainer.table_rows import assign_rows

# Of the memory that is free; the model and the batches need some too.
MOST_OF_FREE = 0.5
_RECORDS_AT_ONCE = 16
_MEMORY = Path("/proc/meminfo")


class RowCache:
    """The records of a folder as numbers; their rows as tensors in memory.

    A source of records as `RecordFiles` is, whose rows come in the same order.
    """

    def __init__(self, folder: RecordFolder):
        """Reads all rows.

        Raises:
          tf.errors.OpError: a record cannot be parsed, or there are more or fewer rows
            than the manifest says.
        """
        schema, rows = folder.schema, folder.rows
        # Written in place: the rows are never held twice.
        self._dense = {
            "numeric": _table(rows, len(schema.numeric), tf.float32),
            "ids": _table(rows, len(schema.single_valued), tf.int64),
            "label": _table(rows, None, tf.float32),
            "weight": _table(rows, None, tf.float32),
        }
        lists: dict[str, list[tf.RaggedTensor]] = {c.name: [] for c in schema.lists}
        counts, place = [], 0
        for of_records, (features, label, weight) in _chunks(folder):
            counts.append(of_records)
            dense = {**features, "label": label, "weight": weight}
            for name, table in self._dense.items():
                assign_rows(table, place, dense[name])
            for name, parts in lists.items():
                parts.append(features["lists"][name])
            place += len(label)
        tf.debugging.assert_equal(place, rows, "fewer rows than the manifest says")
        self._lists = {name: tf.concat(parts, 0) for name, parts in lists.items()}
        self._ends = tf.cumsum(tf.concat(counts, 0))
        self._starts = tf.concat([[0], self._ends[:-1]], 0)
        records = np.cumsum([0, *(file.records for file in folder.files)])
        self._first_records = tf.constant(records, tf.int64)

    def records(self, files: tf.Tensor, interleaved: bool) -> tf.data.Dataset:
        """Returns the numbers of the records of files, as `RecordFiles` does."""
        bounds = tf.gather(self._first_records, tf.stack([files, files + 1], 1))
        return in_turn(
            bounds, lambda of: tf.data.Dataset.range(of[0], of[1]), interleaved
        )

    def rows(self, records: tf.Tensor) -> Rows:
        """Returns the rows of records [K] by their numbers, in order."""
        starts, ends = tf.gather(self._starts, records), tf.gather(self._ends, records)
        places = tf.ragged.range(starts, ends).values
        dense = {name: tf.gather(table, places) for name, table in self._dense.items()}
        lists = {name: tf.gather(rows, places) for name, rows in self._lists.items()}
        label, weight = dense.pop("label"), dense.pop("weight")
        return dense | {"lists": lists}, label, weight

    def counts(self, records: tf.Tensor) -> tf.Tensor:
        """Returns how many rows each of records [K] has."""
        return tf.gather(self._ends, records) - tf.gather(self._starts, records)


def source_of(folder: RecordFolder, cached: bool) -> RecordSource:
    """Returns the records of a folder: its files, or all rows in memory.

    Args:
      folder: of the rows.
      cached: whether memory is asked for; it says so where the rows do not fit.

    Raises:
      tf.errors.OpError: as `RowCache` does.
    """
    if not cached:
        return RecordFiles(folder)
    if fits(folder):
        return RowCache(folder)
    needed = f"{needed_bytes(folder) / 1e9:.1f} GB of rows"
    print(
        f"{folder.directory}: {needed} do not fit into memory: every pass parses them"
    )
    return RecordFiles(folder)


def fits(folder: RecordFolder, free_bytes: int | None = None) -> bool:
    """Returns whether the rows of a folder have room in memory.

    Args:
      folder: of the rows.
      free_bytes: by default, what this machine has free now.
    """
    free = memory_left() if free_bytes is None else free_bytes
    return needed_bytes(folder) <= MOST_OF_FREE * free


def needed_bytes(folder: RecordFolder) -> int:
    """Returns how much memory the rows of a folder take, lists by their mean length."""
    schema = folder.schema
    of_row = 4 * len(schema.numeric) + 8 * len(schema.single_valued) + 8
    statistics = schema.statistics
    values = sum(statistics.columns[c.name]["values"] for c in schema.lists)
    of_lists = 8 * (values / max(statistics.rows, 1) + len(schema.lists))
    return int(folder.rows * (of_row + of_lists))


def _table(rows: int, width: int | None, dtype: tf.DType) -> tf.Variable:
    shape = [rows] if width is None else [rows, width]
    return tf.Variable(tf.zeros(shape, dtype), trainable=False)


def _chunks(folder: RecordFolder) -> tf.data.Dataset:
    files = RecordFiles(folder)
    records = files.records(tf.range(len(folder.files), dtype=tf.int64), False)
    return records.batch(_RECORDS_AT_ONCE).map(
        lambda chunk: (files.counts(chunk), files.rows(chunk)),
        num_parallel_calls=tf.data.AUTOTUNE,
    )


def memory_left() -> int:
    """Returns how much memory this machine has to give."""
    lines = _MEMORY.read_text().splitlines()
    free = next(line for line in lines if line.startswith("MemAvailable:"))
    return int(free.split()[1]) * 1024
