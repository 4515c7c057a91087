"""A vocabulary of any size in batches, as Arrow has it: no value is a Python object."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from pyarrow import csv

from trainer.contract.errors import ContractError

VALUE, COUNT = "value", "count"
# A line of the log is up to 1 MiB, and quotes may double it.
BLOCK_BYTES = 4 << 20


def batches(path: Path, size: int) -> Iterator[pa.RecordBatch]:
    """Yields `value`, string, and `count`, int64, in id order from 1.

    It is meant for a file whose checksum has been verified (`artifacts.load`), and
    takes RFC 4180 where `vocabulary.read` takes nothing but what prepare writes.

    Args:
      path: of `vocabulary/<feature>.csv`.
      size: how many values there are.

    Raises:
      ContractError: the file is none, or has another number of values.
    """
    seen = 0
    try:
        for batch in _reader(path):
            seen += len(batch)
            yield batch
    except pa.ArrowException as error:
        received = str(error)
        raise ContractError(
            f"{path}: expected value,count and rows of them, received {received}"
        ) from None
    if seen != size:
        raise ContractError(f"{path}: expected {size} values, received {seen}")


def _reader(path: Path) -> csv.CSVStreamingReader:
    types = {VALUE: pa.string(), COUNT: pa.int64()}
    # The text "null" is a value, and so is none at all.
    conversion = csv.ConvertOptions(
        column_types=types,
        include_columns=list(types),
        null_values=[],
        strings_can_be_null=False,
        quoted_strings_can_be_null=False,
    )
    reading = csv.ReadOptions(block_size=BLOCK_BYTES)
    return csv.open_csv(path, read_options=reading, convert_options=conversion)
