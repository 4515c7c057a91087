"""The batch: one line a row in the order of the log, whatever is wrong with a row."""

import re

import pytest

from serving.golden_parts import RECORDS, ROWS, Part, write_parts
from trainer.contract import manifest as manifests
from trainer.contract.records import read_records
from trainer.golden_dataset import GOLDEN

KEYS = [f"r-{i:02d}" for i in range(1, 13)] + ["ключ"]


def keys_or_lines(lines):
    """Names a prediction by its key, and an error by its place."""
    return [
        line["key"] if "scores" in line else line.get("line", line.get("record"))
        for line in lines
    ]


def test_every_row_has_its_line_in_the_order_of_the_log(batch, golden):
    (lines,) = batch(golden.predict)
    assert keys_or_lines(lines) == KEYS
    for line in lines:
        assert line["classes"] == ["0", "1"]
        assert abs(sum(line["scores"]) - 1) <= 1e-6


def test_many_row_records_have_the_same_lines_as_one_row_records(batch, golden):
    assert batch(golden.train) == batch(golden.predict)


def test_mixed_records_in_gzip_files_have_the_same_lines(batch, golden, tmp_path):
    part = Part([ROWS[0], *ROWS[1:5], RECORDS[1], *ROWS[10:]], 13)
    zipped = write_parts(tmp_path / "in", golden.predict, [part], 5, ".gz")
    assert batch(zipped) == batch(golden.predict)


@pytest.mark.parametrize("batch_size", [1, 3, 4, 13])
def test_the_lines_do_not_depend_on_the_batch_size(batch, golden, batch_size):
    assert batch(golden.predict, batch_size) == batch(golden.predict)


def test_bad_rows_stand_where_they_stood_in_the_log(batch, golden, tmp_path):
    part = Part(ROWS[:4], 4, [0, 0, 2, 4, 4])
    (lines,) = batch(write_parts(tmp_path / "in", golden.predict, [part]), 3)
    expected = [1, 2, "r-01", "r-02", 5, "r-03", "r-04", 8, 9]
    assert keys_or_lines(lines) == expected
    assert lines[0] == {
        "error": "hour: expected an integer (-?[0-9]{1,18}), received x",
        "file": "log-0.tsv",
        "line": 1,
    }


@pytest.mark.parametrize("afters", [[], [0], [1], [4], [5], [9], [2, 5, 7], [12], [13]])
def test_bad_rows_stand_right_among_many_row_records(batch, golden, tmp_path, afters):
    directory = write_parts(
        tmp_path / "in", golden.predict, [Part(RECORDS, 13, afters)], 5
    )
    (lines,) = batch(directory, 5)
    expected = list(KEYS)
    for position, after in enumerate(afters):
        expected.insert(after + position, after + position + 1)
    assert keys_or_lines(lines) == expected


def test_each_part_has_its_own_file_also_one_of_bad_rows_alone(batch, golden, tmp_path):
    parts = [Part(ROWS[:2], 2, [1]), Part([], 0, [0, 0]), Part(ROWS[2:3], 1)]
    out = batch(write_parts(tmp_path / "in", golden.predict, parts))
    assert [keys_or_lines(lines) for lines in out] == [
        ["r-01", 2, "r-02"],
        [1, 2],
        ["r-03"],
    ]
    manifest = manifests.read(tmp_path / "out")
    names = [file.name.split("-")[1] for file in manifest.files]
    assert names == ["00000", "00001", "00002"]
    assert (manifest.counts.read, manifest.counts.rejected) == (6, 3)


def test_an_input_without_rows_gives_a_complete_output_without_files(
    batch, golden, tmp_path
):
    assert batch(write_parts(tmp_path / "in", golden.predict, [])) == []
    assert manifests.read(tmp_path / "out").counts.read == 0


def test_fifty_damaged_records_among_a_thousand_are_one_error_line_each(
    batch, golden, tmp_path
):
    damaged = set(range(7, 1000, 20))
    records = [b"\xff" if i in damaged else ROWS[i % 13] for i in range(1000)]
    directory = write_parts(tmp_path / "in", golden.predict, [Part(records, 1000)])
    (lines,) = batch(directory, 256)
    expected = [i if i in damaged else KEYS[i % 13] for i in range(1000)]
    assert keys_or_lines(lines) == expected
    file = manifests.read(directory).files[0].name
    assert lines[7] == {
        "error": "expected a tf.train.Example, received other bytes",
        "file": file,
        "record": 7,
    }
    counts = manifests.read(tmp_path / "out").counts
    assert (counts.written, counts.rejected) == (950, 50)


def test_a_damaged_many_row_record_keeps_bad_rows_in_their_places(
    batch, golden, tmp_path
):
    part = Part([RECORDS[0], b"\xff", RECORDS[2]], 13, [0, 3, 11, 13])
    (lines,) = batch(write_parts(tmp_path / "in", golden.predict, [part], 5), 5)
    before = [1, "r-01", "r-02", "r-03", 5, "r-04", "r-05"]
    assert keys_or_lines(lines) == [*before, 1, "r-11", 14, "r-12", "ключ", 17]


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_row_whose_score_is_not_finite_is_an_error_line(
    number, batch, golden, tmp_path
):
    import tensorflow as tf

    example = tf.train.Example.FromString(ROWS[1])
    example.features.feature["price"].float_list.value[0] = number
    records = [ROWS[0], example.SerializeToString(), ROWS[2]]
    part = Part(records, 3)
    (lines,) = batch(write_parts(tmp_path / "in", golden.predict, [part]))
    assert keys_or_lines(lines)[::2] == ["r-01", "r-03"]
    error = "the model's scores are not finite"
    assert lines[1] == {"error": error, "key": "r-02"}


def test_the_golden_files_hold_the_rows_that_these_tests_name():
    read = [record.data for record in read_records(GOLDEN / "predict.tfrecord")]
    assert len(read) == len(KEYS)
    found = [re.search(rb"r-\d\d|" + "ключ".encode(), data)[0] for data in read]
    assert [key.decode() for key in found] == KEYS
