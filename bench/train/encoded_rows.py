"""The same rows three times: records of many rows, records of one row, and Parquet."""

import itertools
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from bench.prepare import contestants
from bench.prepare.contestants import Task
from bench.prepare.logs import log_of
from bench.train.readers import columns
from trainer.inputs import evaluate_batches
from trainer.record_folder import RecordFolder, open_labelled

# That of pyarrow, and the fastest of those that were tried.
_ROW_GROUP = 1 << 20


@dataclass(frozen=True)
class EncodedRows:
    """What the readers read.

    Attributes:
        many: Records of 1024 rows, as the application makes them.
        single: Records of one row: the first rows of `many`.
        parquet: All rows of `many`, in the contract's types.
    """

    many: RecordFolder
    single: RecordFolder
    parquet: Path


def encoded_rows(folder: Path, logs: Path, rows: int, single: int) -> EncodedRows:
    """Makes them of a generated log.

    Args:
        folder: Of the outputs, which are replaced.
        logs: Where the logs are, or are made.
        rows: Of the log.
        single: How many of them, from the first, become records of one row.
    """
    for path in (folder, logs):
        path.mkdir(parents=True, exist_ok=True)
    contestants.ours(Task(rows, log_of(logs, rows), None, folder))
    few = Task(single, log_of(logs, single), None, folder)
    contestants.evaluate(few, "--rows-per-record", "1")
    many = open_labelled(folder / "ours" / "train")
    parquet = folder / "rows.parquet"
    _write_parquet(many, parquet)
    return EncodedRows(many, open_labelled(folder / "ours" / "evaluate"), parquet)


def _write_parquet(folder: RecordFolder, path: Path) -> None:
    batches = evaluate_batches(folder, _ROW_GROUP)
    tables = (pa.table(columns(batch, folder.schema)) for batch in batches)
    first = next(tables)
    with parquet.ParquetWriter(path, first.schema) as writer:
        for table in itertools.chain([first], tables):
            writer.write_table(table)
