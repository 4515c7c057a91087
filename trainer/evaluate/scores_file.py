"""`eval-scores.csv`: key, label and score of every evaluate row (`--eval-scores`)."""

import csv
import os
from itertools import islice
from pathlib import Path

from trainer.contract.errors import ContractError
from trainer.contract.publish import sync
from trainer.evaluate.row_keys import row_keys
from trainer.evaluate.scored_rows import ScoredRows
from trainer.record_folder import RecordFolder

NAME = "eval-scores.csv"
HEADER = ("key", "label", "score")


def write(directory: Path, folder: RecordFolder, rows: ScoredRows) -> None:
    """Replaces the file in one step.

    RFC 4180 and UTF-8, as vocabularies are: a header, and a line for each row in the
    order of the manifest. A score is the shortest text of its float32.

    Args:
      directory: `JOB_DIR`.
      folder: of the evaluate rows.
      rows: all of them, or the first ones.

    Raises:
      ContractError: the records have another number of keys than rows.
    """
    path = directory / NAME
    beside = path.with_name(f"{NAME}.new")
    with open(beside, "w", newline="", encoding="utf-8") as stream:
        _write(csv.writer(stream), folder, rows)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(beside, path)
    sync(directory)


def _write(writer: "csv.Writer", folder: RecordFolder, rows: ScoredRows) -> None:
    writer.writerow(HEADER)
    keys = row_keys(folder)
    labels = rows.labels.astype(int).tolist()
    # numpy's own text of a float32 is the shortest that reads back as the same number.
    scores = map(str, rows.scores)
    written = list(islice(keys, len(labels)))
    if len(written) != len(labels):
        expected = f"expected {len(labels)} keys ({folder.manifest.key})"
        raise ContractError(f"{folder.directory}: {expected}, received {len(written)}")
    writer.writerows(zip(written, labels, scores, strict=True))
