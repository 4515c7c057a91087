"""The input of a batch: what is not in the manifest, or not as it says, is refused."""

import json

import pytest

from serving.golden_parts import ROWS, Part, write_parts
from serving.input_parts import open_input
from serving.rejected_rows import RejectedRows
from trainer.contract.errors import ContractError, InputError
from trainer.contract.manifest import MANIFEST
from trainer.golden_dataset import RUN_ID


@pytest.fixture
def directory(golden, tmp_path):
    """Three parts: rows and a bad row, bad rows alone, rows alone."""
    parts = [Part(ROWS[:2], 2, [1]), Part([], 0, [0, 0]), Part(ROWS[2:5], 3)]
    return write_parts(tmp_path / "in", golden.predict, parts)


def file_name(number):
    return f"part-{number:05d}-{RUN_ID}-c000.tfrecord"


def refusal(kind, pattern):
    with pytest.raises(kind) as caught:
        open_input(str(pattern))
    return str(caught.value)


def test_a_directory_gives_all_parts_in_the_order_of_the_log(directory):
    source = open_input(str(directory))
    assert [part.number for part in source.parts] == [0, 1, 2]
    assert [part.rows for part in source.parts] == [2, 0, 3]
    assert [len(part.rejects) for part in source.parts] == [1, 1, 0]


def test_a_glob_gives_the_parts_that_it_names(directory):
    source = open_input(f"{directory}/part-00002-*")
    assert [part.number for part in source.parts] == [2]


def test_a_glob_of_all_records_gives_the_parts_of_bad_rows_alone_too(directory):
    source = open_input(f"{directory}/*")
    assert [part.number for part in source.parts] == [0, 1, 2]


def test_a_glob_passes_over_the_reports(directory):
    report = {"name": "stats.json", "bytes": 2, "sha256": "0" * 64}
    document = json.loads((directory / MANIFEST).read_bytes())
    (directory / MANIFEST).write_text(json.dumps({**document, "reports": [report]}))
    (directory / "stats.json").write_text("{}")
    assert [part.number for part in open_input(f"{directory}/*").parts] == [0, 1, 2]


def test_a_glob_that_names_no_file_is_refused(directory):
    message = f"{directory}/*.gz: expected part files, received none"
    assert refusal(InputError, f"{directory}/*.gz") == message


def test_files_of_two_directories_are_refused(directory, golden):
    pattern = directory.parent / "*" / "part-*"
    write_parts(directory.parent / "other", golden.predict, [Part(ROWS, 13)])
    received = f"{directory} and {directory.parent / 'other'}"
    expected = f"expected files of one directory, received {received}"
    assert refusal(InputError, pattern) == f"{pattern}: {expected}"


def test_a_file_that_the_manifest_does_not_list_is_refused(directory):
    (directory / "part-00009-x.tfrecord").touch()
    path = directory / "part-00009-x.tfrecord"
    message = f"{path}: expected a file of the manifest"
    assert refusal(ContractError, directory / "part-*") == message


def test_a_file_that_the_manifest_does_not_list_does_not_exist(directory):
    (directory / "part-00009-x.tfrecord").touch()
    assert len(open_input(str(directory)).parts) == 3


def test_a_directory_without_a_manifest_is_refused(directory):
    (directory / MANIFEST).unlink()
    received = "received no such file: the directory is no complete output"
    message = f"{directory / MANIFEST}: expected a manifest, {received}"
    assert refusal(ContractError, directory) == message
    assert refusal(ContractError, directory / "part-00000-*") == message


def test_a_directory_of_another_kind_is_refused(golden):
    message = f"{golden.artifacts}: expected records, received artifacts"
    assert refusal(ContractError, golden.artifacts) == message


@pytest.mark.parametrize(
    "name", [file_name(0), file_name(2), f"_rejects/part-00001-{RUN_ID}.jsonl"]
)
def test_a_flipped_bit_in_any_file_is_refused(directory, name):
    data = (directory / name).read_bytes()
    (directory / name).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    message = refusal(ContractError, directory)
    assert message.startswith(f"{directory / name}: expected crc32c ")


def test_some_of_the_files_of_a_part_are_refused(golden, directory):
    document = json.loads((directory / MANIFEST).read_bytes())
    second = file_name(0).replace("c000", "c001")
    (directory / second).write_bytes((directory / file_name(0)).read_bytes())
    document["files"].append({**document["files"][0], "name": second})
    document["counts"] = {"read": 10, "written": 7, "rejected": 3}
    (directory / MANIFEST).write_text(json.dumps(document))
    assert open_input(str(directory)).parts[0].rows == 4
    message = f"{directory}: expected all files of part 0, received 1 of 2"
    assert refusal(ContractError, directory / "*c001*") == message


def test_a_file_of_another_name_is_refused(directory):
    document = json.loads((directory / MANIFEST).read_bytes())
    (directory / file_name(0)).rename(directory / "rows.tfrecord")
    document["files"][0]["name"] = "rows.tfrecord"
    (directory / MANIFEST).write_text(json.dumps(document))
    expected = "expected a file named part-NNNNN-… with its rows"
    message = f"{directory}: {expected}, received rows.tfrecord"
    assert refusal(ContractError, directory) == message


def test_a_bad_row_that_cannot_be_read_is_refused(tmp_path):
    path = tmp_path / "part.jsonl"
    path.write_text('{"file": "log.tsv"}\n')
    with pytest.raises(ContractError) as caught:
        RejectedRows([path])
    expected = "expected a rejected row, received KeyError('expected')"
    assert str(caught.value) == f"{path}: line 1: {expected}"


def test_a_bad_row_without_a_column_says_what_was_expected(tmp_path):
    path = tmp_path / "part.jsonl"
    row = {"file": "log.tsv", "line": 3, "column": None, "after": 0}
    row |= {"expected": "8 fields", "received": "7 fields"}
    path.write_text(json.dumps(row) + "\n")
    (line,) = RejectedRows([path]).rest()
    error = "expected 8 fields, received 7 fields"
    assert json.loads(line) == {"error": error, "file": "log.tsv", "line": 3}
