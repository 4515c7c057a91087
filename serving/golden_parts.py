"""Test support: record directories of several parts, with bad rows among them."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trainer.contract import manifest as manifests
from trainer.contract.checksums import crc32c_of
from trainer.contract.manifest import MANIFEST, SCHEMA, Manifest
from trainer.contract.manifest_parts import Counts, File
from trainer.contract.records import frame, read_records
from trainer.golden_dataset import GOLDEN, RUN_ID

# The 13 golden rows, one a record; and in records of 5, 5 and 3 rows.
ROWS = [record.data for record in read_records(GOLDEN / "predict.tfrecord")]
RECORDS = [record.data for record in read_records(GOLDEN / "train.tfrecord")]


@dataclass(frozen=True)
class Part:
    """What one task wrote.

    Attributes:
      records: serialized.
      rows: how many rows the manifest says they hold.
      afters: for each bad row, how many good ones of the part come before it.
    """

    records: Sequence[bytes]
    rows: int
    afters: Sequence[int] = ()


def write_parts(
    directory: Path,
    like: Path,
    parts: Sequence[Part],
    per_record: int = 1,
    suffix: str = "",
) -> Path:
    """Writes a record directory whose manifest says exactly what is there.

    Args:
      directory: made.
      like: a record directory of the same data set.
      parts: in the order of the log.
      per_record: rows a record.
      suffix: `.gz` compresses the files.

    Returns:
      The directory.
    """
    (directory / "_rejects").mkdir(parents=True)
    (directory / SCHEMA).write_bytes((like / SCHEMA).read_bytes())
    given = manifests.read(like)
    numbered = list(enumerate(parts))
    files = [_records(directory, i, part, suffix) for i, part in numbered if part.rows]
    rejects = [_rejects(directory, i, part) for i, part in numbered if part.afters]
    written, rejected = (sum(f.rows for f in group) for group in (files, rejects))
    manifest = Manifest(
        kind="predict",
        run_id=RUN_ID,
        schema_digest=given.schema_digest,
        artifacts=given.artifacts,
        files=tuple(files),
        counts=Counts(written + rejected, written, rejected),
        rows_per_record=per_record,
        label=False,
        key=given.key,
        weight=given.weight,
        rejects=tuple(rejects),
    )
    (directory / MANIFEST).write_bytes(manifest.render())
    return directory


def _records(directory: Path, number: int, part: Part, suffix: str) -> File:
    name = f"part-{number:05d}-{RUN_ID}-c000.tfrecord{suffix}"
    data = b"".join(map(frame, part.records))
    (directory / name).write_bytes(gzip.compress(data) if suffix else data)
    return _file(directory, name, part.rows, len(part.records))


def _rejects(directory: Path, number: int, part: Part) -> File:
    name = f"_rejects/part-{number:05d}-{RUN_ID}.jsonl"
    lines = (_reject(number, i, after) for i, after in enumerate(part.afters))
    (directory / name).write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return _file(directory, name, len(part.afters), None)


def _reject(number: int, position: int, after: int) -> dict[str, object]:
    return {
        "file": f"log-{number}.tsv",
        "offset": 0,
        # Good rows and bad rows before it, and itself.
        "line": after + position + 1,
        "column": "hour",
        "expected": "an integer (-?[0-9]{1,18})",
        "received": "x",
        "after": after,
    }


def _file(directory: Path, name: str, rows: int, records: int | None) -> File:
    path = directory / name
    return File(name, path.stat().st_size, records, rows, crc32c=crc32c_of(path))
