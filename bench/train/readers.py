"""Who reads encoded rows: this project's reader, and its peers."""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import tensorflow as tf
from pyarrow import parquet

from trainer import inputs
from trainer.contract.schema import Schema
from trainer.feature_types import DTYPES
from trainer.record_folder import RecordFolder

BATCH = 8_192
Columns = dict[str, np.ndarray]


def columns(batch: inputs.Batch, schema: Schema) -> Columns:
    """The columns of a batch of this project's reader, by name."""
    features, label, _ = batch
    found = {schema.label.name: label.numpy()}
    for key, role in (("numeric", schema.numeric), ("ids", schema.single_valued)):
        values = features[key].numpy()
        found |= {c.name: values[:, place] for place, c in enumerate(role)}
    return found


def shuffled(folder: RecordFolder) -> tf.data.Dataset:
    """Batches of this project's reader, as a training takes them."""
    steps = inputs.steps_per_pass(folder, BATCH)
    epoch = tf.Variable(0, dtype=tf.int64, trainable=False)
    return inputs.train_batches(folder, BATCH, 0, epoch, steps)


def parse_single(folder: RecordFolder, parallel: int | None) -> tf.data.Dataset:
    """Each record parsed by itself, then batched: a tensor [B] for each column."""
    spec = _fixed(folder.schema)
    rows = tf.data.TFRecordDataset(_files(folder)).map(
        lambda record: tf.io.parse_single_example(record, spec), parallel
    )
    return rows.batch(BATCH).prefetch(tf.data.AUTOTUNE)


def parse_batches(folder: RecordFolder, parallel: int | None) -> tf.data.Dataset:
    """Batches of records parsed at once: a tensor [B] for each column."""
    spec = _fixed(folder.schema)
    records = tf.data.TFRecordDataset(_files(folder)).batch(BATCH)
    rows = records.map(lambda batch: tf.io.parse_example(batch, spec), parallel)
    return rows.prefetch(tf.data.AUTOTUNE)


def parquet_table(path: Path) -> Iterator[Columns]:
    """All of a file at once: an array for each column."""
    table = parquet.read_table(path)
    yield {name: table[name].to_numpy() for name in table.column_names}


def parquet_batches(path: Path) -> Iterator[Columns]:
    """A file in batches: an array for each column."""
    for batch in parquet.ParquetFile(path).iter_batches(1 << 16):
        yield {name: batch[name].to_numpy() for name in batch.schema.names}


def parquet_layout(path: Path, schema: Schema) -> Iterator[tuple[np.ndarray, ...]]:
    """A file in batches of this project's layout: columns side by side."""
    numeric, ids = ([c.name for c in r] for r in (schema.numeric, schema.single_valued))
    for batch in parquet.ParquetFile(path).iter_batches(BATCH):
        yield (
            np.column_stack([batch[name].to_numpy() for name in numeric]),
            np.column_stack([batch[name].to_numpy() for name in ids]),
            batch[schema.label.name].to_numpy(),
        )


def rate(rows: int, read: Callable[[], Iterable]) -> float:
    """Rows a second of one pass, from nothing to the end."""
    started = time.perf_counter()
    for _ in read():
        pass
    return rows / (time.perf_counter() - started)


def _fixed(schema: Schema) -> dict[str, tf.io.FixedLenFeature]:
    read = (schema.label, *schema.numeric, *schema.categorical)
    return {c.name: tf.io.FixedLenFeature([], DTYPES[c.role]) for c in read}


def _files(folder: RecordFolder) -> list[str]:
    return [str(path) for path in folder.paths]
