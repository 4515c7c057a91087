"""No row is lost and none is guessed: each line of a damaged log, told by an oracle."""

import gzip
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from prepare.every_row import log
from prepare.every_row.oracle import BadRow, ids, judge
from prepare.every_row.submitted import train

ROWS, PARTS = 100_000, 7
ROLES = {column["name"]: column["role"] for column in log.SCHEMA["columns"]}


class Line(NamedTuple):
    """A line, where it stands, and what the oracle says of it."""

    file: str
    offset: int
    number: int
    verdict: dict | BadRow


def written(folder: Path) -> dict[str, bytes]:
    """Files of unequal size, one compressed, one whose last line has no line feed."""
    lines = list(log.lines(ROWS, seed=5))
    cuts = {
        "a.csv": (0, 61_000),
        "b.csv.gz": (61_000, 90_000),
        "c/d.csv": (90_000, ROWS),
    }
    texts = {name: b"\n".join(lines[i:j]) + b"\n" for name, (i, j) in cuts.items()}
    texts["c/d.csv"] = texts["c/d.csv"].rstrip(b"\n")
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        packed = name.endswith(".gz")
        path.write_bytes(gzip.compress(text, mtime=0) if packed else text)
    return texts


def judged(texts: dict[str, bytes]) -> list[Line]:
    found = []
    for name, text in texts.items():
        offset = 0
        for number, line in enumerate(text.removesuffix(b"\n").split(b"\n"), start=1):
            found.append(Line(name, offset, number, judge(line, log.SCHEMA)))
            offset += len(line) + 1
    return found


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> tuple[Path, list[Line]]:
    """The records of the log, and what the oracle says of each line of it."""
    folder = tmp_path_factory.mktemp("every_row")
    texts = written(folder / "log")
    train(folder, "train", parts=PARTS, master="local[*]")
    return folder / "train", judged(texts)


@pytest.fixture(scope="module")
def manifest(run) -> dict:
    return json.loads((run[0] / "_MANIFEST.json").read_bytes())


def test_what_was_read_is_what_was_written_and_what_was_rejected(run, manifest):
    bad = [line for line in run[1] if isinstance(line.verdict, BadRow)]
    good = len(run[1]) - len(bad)
    counts = {"read": len(run[1]), "written": good, "rejected": len(bad)}
    assert manifest["counts"] == counts
    assert sum(file["rows"] for file in manifest["files"]) == good
    assert len(log.DAMAGES) == 30
    assert ROWS - 1 <= len(run[1]) <= ROWS
    assert 4500 < len(bad) < 5500


def test_every_bad_row_is_told_with_its_place_and_its_first_fault(run, manifest):
    folder, lines = run
    before = np.cumsum([0, *(file["rows"] for file in manifest["files"])])
    told = []
    for file in manifest["rejects"]:
        part = int(Path(file["name"]).name.split("-")[1])
        for text in (folder / file["name"]).read_text().splitlines():
            reject = json.loads(text)
            told.append({**reject, "after": before[part] + reject["after"]})
    expected, good = [], 0
    for file, offset, number, verdict in lines:
        if isinstance(verdict, BadRow):
            place = {"file": file, "offset": offset, "line": number}
            expected.append({**place, **verdict._asdict(), "after": good})
        else:
            good += 1
    assert told == expected


def test_every_good_row_has_the_values_that_the_log_says(run, manifest):
    import tensorflow as tf

    folder, lines = run
    kinds = {"categorical": tf.int64, "key": tf.string}
    roles = {name: role for name, role in ROLES.items() if role != "ignore"}
    spec = {
        name: tf.io.RaggedFeature(kinds.get(role, tf.float32))
        for name, role in roles.items()
    }
    files = [str(folder / file["name"]) for file in manifest["files"]]
    records = list(tf.data.TFRecordDataset(files).as_numpy_iterator())
    parsed = tf.io.parse_example(records, spec)
    good = [line.verdict for line in lines if not isinstance(line.verdict, BadRow)]
    for column in log.SCHEMA["columns"]:
        name = column["name"]
        if name in roles:
            values = encoded(column, [row[name] for row in good])
            np.testing.assert_array_equal(parsed[name].flat_values, values, name)


def encoded(column: dict, values: list) -> np.ndarray:
    if column["role"] == "categorical":
        known = ids(column, values)
        return np.array([known.get(v, column.get("unseen", 0)) for v in values])
    return np.array(values, object if column["role"] == "key" else np.float32)
