"""Parquet to TFRecord files in Python: two processes, a file each.

`--reuse` keeps one Example and sets its numbers for each row; without it every row's
Example is built anew, as TensorFlow's guide to the format does.
"""

import argparse
import multiprocessing
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.prepare.peer_job import THREADS
from trainer.quiet_tensorflow import import_tensorflow

_ROWS_AT_ONCE = 50_000


def main() -> None:
    """Writes the records of the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("parquet", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--reuse", action="store_true")
    given = parser.parse_args()
    work = [(given.parquet, given.out, part, given.reuse) for part in range(THREADS)]
    # Forked processes would share locks of the engine's threads.
    with multiprocessing.get_context("spawn").Pool(THREADS) as pool:
        pool.starmap(write, work, chunksize=1)


def write(parquet: Path, out: Path, part: int, reuse: bool) -> None:
    """Writes one of the parts: its share of the rows, one a record."""
    import_tensorflow()
    import tensorflow as tf

    examples = _reused if reuse else _built
    with tf.io.TFRecordWriter(str(out / f"part-{part:05d}.tfrecord")) as writer:
        for example in examples(_rows(parquet, part)):
            writer.write(example)


def _rows(parquet: Path, part: int) -> Iterator[tuple[Sequence[str], Iterator[tuple]]]:
    import polars as pl

    rows = pl.scan_parquet(parquet)
    total = rows.select(pl.len()).collect().item()
    start, end = (total * place // THREADS for place in (part, part + 1))
    for first in range(start, end, _ROWS_AT_ONCE):
        batch = rows.slice(first, min(_ROWS_AT_ONCE, end - first)).collect()
        yield batch.columns, zip(*(column.to_list() for column in batch), strict=True)


def _built(batches: Iterator[tuple[Sequence[str], Iterator[tuple]]]) -> Iterator[bytes]:
    from tensorflow.train import Example, Feature, Features, FloatList, Int64List

    for names, rows in batches:
        for row in rows:
            feature = {
                name: Feature(int64_list=Int64List(value=[value]))
                if isinstance(value, int)
                else Feature(float_list=FloatList(value=[value]))
                for name, value in zip(names, row, strict=True)
            }
            yield Example(features=Features(feature=feature)).SerializeToString()


def _reused(
    batches: Iterator[tuple[Sequence[str], Iterator[tuple]]],
) -> Iterator[bytes]:
    from tensorflow.train import Example

    example, places = Example(), []
    for names, rows in batches:
        for row in rows:
            if not places:
                places = _places(example, names, row)
            for place, value in zip(places, row, strict=True):
                place[0] = value
            yield example.SerializeToString()


def _places(example: object, names: Sequence[str], row: tuple) -> list:
    """The lists of the features, one value in each, to be set for every row."""
    places = []
    for name, value in zip(names, row, strict=True):
        feature = example.features.feature[name]
        kind = feature.int64_list if isinstance(value, int) else feature.float_list
        kind.value.append(value)
        places.append(kind.value)
    return places


if __name__ == "__main__":
    main()
