"""Verification: everything that a manifest says is checked, every damage is named."""

import hashlib
import json
import shutil

import pytest

from trainer import golden_lists
from trainer.contract.checksums import crc32c_of
from trainer.contract.errors import ContractError
from trainer.contract.manifest import MANIFEST
from trainer.contract.records import frame
from trainer.golden_dataset import RECORDS, RUN_ID
from trainer.look.verify import verify


@pytest.fixture
def train(golden, tmp_path):
    """A copy of the golden train records, to be damaged."""
    return shutil.copytree(golden.train, tmp_path / "train")


@pytest.fixture
def artifacts(golden, tmp_path):
    """A copy of the golden artifacts, to be damaged."""
    return shutil.copytree(golden.artifacts, tmp_path / "artifacts")


def rewrite(directory, change):
    """Applies `change` to the manifest of a directory."""
    document = json.loads((directory / MANIFEST).read_bytes())
    change(document)
    (directory / MANIFEST).write_text(json.dumps(document))


def put(directory, data):
    """Puts other bytes into the record file, with their size and checksum."""
    (directory / RECORDS).write_bytes(data)

    def change(document):
        document["files"][0]["bytes"] = len(data)
        document["files"][0]["crc32c"] = crc32c_of(directory / RECORDS)

    rewrite(directory, change)


def test_good_records_are_counted_row_by_row(train):
    report = verify(train)
    assert report.damages == []
    assert report.lines == [
        f"{train}: schema: verified",
        f"{train}: records: 1 file, 748 bytes, 3 records, 13 rows: verified",
        f"{train}: rejects: 0 files: verified",
        f"{train}: train of run {RUN_ID}: verified",
    ]


def test_reports_are_verified_too_and_a_damaged_one_is_named(train):
    (train / "stats.json").write_bytes(b"{}")
    digest = hashlib.sha256(b"{}").hexdigest()
    report = {"name": "stats.json", "bytes": 2, "sha256": digest}
    rewrite(train, lambda document: document.update(reports=[report]))
    found = verify(train)
    assert found.damages == []
    assert found.lines[-2] == f"{train}: reports: 1 file, 2 bytes: verified"
    (train / "stats.json").write_bytes(b"[]")
    (damage,) = verify(train).damages
    assert damage.startswith(f"{train / 'stats.json'}: expected sha256 {digest}")


def test_good_artifacts_are_verified(artifacts):
    report = verify(artifacts)
    assert report.damages == []
    assert report.lines[-1] == f"{artifacts}: artifacts of run {RUN_ID}: verified"


def test_one_row_records_are_counted_too(golden):
    records = "records: 1 file, 1,782 bytes, 13 records, 13 rows: verified"
    assert verify(golden.predict).lines[1] == f"{golden.predict}: {records}"


def test_lists_are_counted_by_their_rows(tmp_path):
    train = golden_lists.write(tmp_path)
    report = verify(train)
    assert report.damages == []
    assert "3 records, 7 rows: verified" in report.lines[1]
    assert verify(tmp_path / "artifacts").damages == []


def test_every_damaged_file_is_named(artifacts):
    sites = artifacts / "vocabulary/site.csv"
    groups = artifacts / "vocabulary/ad-group.csv"
    data = sites.read_bytes()
    sites.write_bytes(data[:-1])
    groups.unlink()
    report = verify(artifacts)
    size = len(data)
    assert report.damages == [
        f"{sites}: expected {size} bytes, received {size - 1} bytes",
        f"{groups}: expected 36 bytes, received no such file",
    ]
    assert report.lines[-2].endswith(": 2 damaged")
    assert report.lines[-1] == f"{artifacts}: artifacts of run {RUN_ID}: 2 damaged"


def test_a_flipped_bit_is_named_with_both_checksums(train):
    path = train / RECORDS
    expected = crc32c_of(path)
    data = bytearray(path.read_bytes())
    data[300] ^= 4
    path.write_bytes(data)
    damage = f"{path}: expected crc32c {expected}, received {crc32c_of(path)}"
    assert verify(train).damages == [damage]


def test_another_schema_is_named(train):
    (train / "schema.json").write_text("{}")
    (damage,) = verify(train).damages
    assert damage.startswith(f"{train / 'schema.json'}: expected sha256 ")


def test_a_file_that_was_not_framed_whole_is_named(train):
    data = (train / RECORDS).read_bytes()
    put(train, data[:300])
    message = "record 1 at byte 261: expected 267 more bytes, received 27 bytes"
    assert verify(train).damages == [f"{train / RECORDS}: {message}"]


def test_records_that_the_manifest_does_not_count_are_named(train):
    data = (train / RECORDS).read_bytes()
    put(train, data + data[540:])
    message = "expected 3 records, received 4"
    assert verify(train).damages == [f"{train / RECORDS}: {message}"]


def test_rows_that_the_manifest_does_not_count_are_named(train):
    data = (train / RECORDS).read_bytes()
    put(train, data[:540] + data[:261])
    message = "expected 13 rows, received 15"
    assert verify(train).damages == [f"{train / RECORDS}: {message}"]


def test_a_record_that_is_no_example_is_named(train):
    data = (train / RECORDS).read_bytes()
    put(train, data[:261] + frame(b"\xff") + data[540:])
    message = "record 1: expected a tf.train.Example, received other bytes"
    assert verify(train).damages == [f"{train / RECORDS}: {message}"]


def test_an_artifacts_digest_that_is_not_that_of_the_files_is_named(artifacts):
    right = json.loads((artifacts / MANIFEST).read_bytes())["artifacts"]["digest"]
    rewrite(artifacts, lambda d: d["artifacts"].update(digest="f" * 64))
    message = f"expected the artifacts digest {'f' * 64}, received {right}"
    assert verify(artifacts).damages == [f"{artifacts}: {message}"]


def test_rejects_are_counted_line_by_line(train):
    (train / "_rejects").mkdir()
    path = train / "_rejects" / f"part-00000-{RUN_ID}.jsonl"
    path.write_text("{}\n{}\n")

    def change(document):
        name = f"_rejects/{path.name}"
        file = {"name": name, "bytes": 6, "rows": 3, "crc32c": crc32c_of(path)}
        document["rejects"] = [file]
        document["counts"] = {"read": 16, "written": 13, "rejected": 3}

    rewrite(train, change)
    assert verify(train).damages == [f"{path}: expected 3 rows, received 2"]


def test_a_directory_without_a_manifest_is_refused(tmp_path):
    with pytest.raises(ContractError) as caught:
        verify(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / MANIFEST}: expected a manifest")
