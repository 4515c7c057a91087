"""Test support: golden rows, and batches of them, as plain values."""

from collections.abc import Iterable

import numpy as np
import tensorflow as tf

from trainer.contract.records import read_records
from trainer.golden_dataset import GOLDEN
from trainer.inputs import Batch
from trainer.record_parser import Rows


def examples(name: str) -> list[tf.train.Example]:
    """Returns the records of a file of the golden data, parsed."""
    return [
        tf.train.Example.FromString(record.data)
        for record in read_records(GOLDEN / name)
    ]


def flat(batch: Batch | Rows) -> list[np.ndarray]:
    """Returns numbers [B, N], ids [B, C], labels [B] and weights [B]."""
    features, label, weight = batch
    return [t.numpy() for t in (features["numeric"], features["ids"], label, weight)]


def order(batches: Iterable[Batch]) -> list[tuple[float, ...]]:
    """Returns the hours and prices of all rows in the order they come in."""
    return [tuple(r) for f, _, _ in batches for r in f["numeric"].numpy().tolist()]


def epoch(number: int) -> tf.Variable:
    """Returns the epoch that `inputs.train_batches` reads."""
    return tf.Variable(number, dtype=tf.int64, trainable=False)
