"""`python -m bench.prepare.equality OURS PEER…`: whether all have made the same.

That is vocabularies with their counts, and every encoded value of every row.
"""

import csv
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.prepare.peer_job import SCHEMA, of
from trainer.contract import manifest as manifests
from trainer.contract.artifacts import vocabulary_file
from trainer.contract.errors import ContractError, exit_with
from trainer.quiet_tensorflow import import_tensorflow

_RECORDS_AT_ONCE = 64
Digests = dict[str, str]


def main() -> None:
    """Compares the folders of the command line.

    Raises:
        ContractError: Naming the first column that differs, and the peer.
    """
    ours, *peers = map(Path, sys.argv[1:])
    require_equal(ours, peers)


def require_equal(ours: Path, peers: list[Path]) -> None:
    """Refuses outputs that differ.

    Args:
        ours: The folder of the application's artifacts and train records.
        peers: The folder of what each peer left.

    Raises:
        ContractError: Naming the first column that differs, and the peer.
    """
    expected = _of_ours(ours)
    for folder in peers:
        found = _of_peer(folder)
        for column, digest in expected.items():
            if found[column] != digest:
                message = f"expected what the application made, {digest}"
                raise ContractError(
                    f"{folder.name}: {column}: {message}, received other"
                )


def _of_ours(folder: Path) -> Digests:
    values = {
        f"vocabulary of {column.name}": _digest(
            _entries(folder / "artifacts" / vocabulary_file(column.name))
        )
        for column in of("categorical")
    }
    return values | _of_records(folder / "train")


def _entries(path: Path) -> Iterator[bytes]:
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        for value, count in rows:
            yield f"{value}\t{count}\n".encode()


def _of_records(folder: Path) -> Digests:
    import_tensorflow()
    import tensorflow as tf

    kinds = {"categorical": tf.int64}
    spec = {
        column.name: tf.io.RaggedFeature(kinds.get(column.role, tf.float32))
        for column in SCHEMA.columns
    }
    listed = manifests.read(folder).files
    files = [str(folder / file.name) for file in listed]
    batches = tf.data.TFRecordDataset(files).batch(_RECORDS_AT_ONCE)
    sums = {name: hashlib.sha256() for name in spec}
    for batch in batches.map(lambda records: tf.io.parse_example(records, spec)):
        for name, values in batch.items():
            sums[name].update(_bytes(values.flat_values.numpy()))
    return {name: digest.hexdigest() for name, digest in sums.items()}


def _of_peer(folder: Path) -> Digests:
    import polars as pl

    digests = {}
    for column in of("categorical"):
        entries = pl.read_parquet(folder / f"{column.name}.parquet").iter_rows()
        lines = (f"{value}\t{count}\n".encode() for value, count in entries)
        digests[f"vocabulary of {column.name}"] = _digest(lines)
    for column in SCHEMA.columns:
        name = column.name
        values = pl.read_parquet(folder / "records.parquet", columns=[name])[name]
        digests[name] = hashlib.sha256(_bytes(values.to_numpy())).hexdigest()
    return digests


def _digest(lines: Iterator[bytes]) -> str:
    total = hashlib.sha256()
    for line in lines:
        total.update(line)
    return total.hexdigest()


def _bytes(values: np.ndarray) -> bytes:
    """Floats as they are, ids in 32 bits."""
    kind = np.float32 if values.dtype.kind == "f" else np.int32
    return values.astype(kind).tobytes()


if __name__ == "__main__":
    sys.exit(exit_with("bench.prepare.equality", main))
