"""The batch: one line a row in the order of the log, whatever is wrong with a row."""

import json
import os
import re
import shutil

import pytest

from serving.batch_job import BatchJob
from serving.golden_parts import RECORDS, ROWS, Part, write_parts
from serving.input_parts import open_input
from serving.shard import Shard
from trainer.contract import manifest as manifests
from trainer.contract.errors import ContractError, ForeignOutputError
from trainer.contract.manifest import MANIFEST
from trainer.contract.records import read_records
from trainer.look.head import head
from trainer.look.verify import verify

KEYS = [f"r-{i:02d}" for i in range(1, 13)] + ["ключ"]


class Killed(BaseException):
    """What a test raises where the process would have ended."""


@pytest.fixture
def batch(predictor, tmp_path):
    """Runs a batch into `out` and returns its lines, parsed, part by part."""

    def run(pattern, batch_size=4096, out=tmp_path / "out"):
        job = BatchJob(predictor, open_input(str(pattern)), out, batch_size)
        job.run(lambda rows: None)
        return parts_of(out)

    return run


def parts_of(out):
    manifest = manifests.read(out)
    manifest.verify(out)
    parts = [(out / file.name).read_bytes() for file in manifest.files]
    return [[strict(line) for line in part.split(b"\n")[:-1]] for part in parts]


def strict(line):
    def refuse(constant):
        raise ValueError(constant)

    return json.loads(line, parse_constant=refuse)


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


def test_a_row_whose_score_is_not_finite_is_an_error_line(batch, golden, tmp_path):
    import tensorflow as tf

    example = tf.train.Example.FromString(ROWS[1])
    example.features.feature["price"].float_list.value[0] = float("nan")
    records = [ROWS[0], example.SerializeToString(), ROWS[2]]
    part = Part(records, 3)
    (lines,) = batch(write_parts(tmp_path / "in", golden.predict, [part]))
    assert keys_or_lines(lines)[::2] == ["r-01", "r-03"]
    error = "the model's scores are not finite"
    assert lines[1] == {"error": error, "key": "r-02"}


def test_records_that_do_not_hold_the_rows_of_the_manifest_fail_the_batch(
    batch, golden, tmp_path
):
    directory = write_parts(tmp_path / "in", golden.predict, [Part(ROWS[:3], 4)])
    with pytest.raises(ContractError) as caught:
        batch(directory)
    name = manifests.read(directory).files[0].name
    message = f"{directory}: {name}: expected 4 rows, received 3"
    assert str(caught.value) == message
    assert not (tmp_path / "out" / MANIFEST).exists()


def test_a_rerun_gives_the_same_bytes_but_for_the_run_id(batch, golden, tmp_path):
    def snapshot():
        contents = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}
        run_id = manifests.read(tmp_path / "out").run_id
        return {
            name.replace(run_id, "RUN"): data.replace(run_id.encode(), b"RUN")
            for name, data in contents.items()
        }

    batch(golden.predict)
    first = snapshot()
    batch(golden.predict)
    assert snapshot() == first
    assert len(first) == 3


def test_a_batch_killed_at_any_step_leaves_nothing_that_a_reader_accepts(
    batch, golden, tmp_path, monkeypatch
):
    directory = write_parts(tmp_path / "in", golden.predict, [Part(ROWS, 13, [5])])
    out, left, steps = tmp_path / "out", 0, 0

    def counted(function):
        def call(*arguments):
            nonlocal left
            left -= 1
            if left < 0:
                raise Killed
            return function(*arguments)

        return call

    monkeypatch.setattr(Shard, "write", counted(Shard.write))
    monkeypatch.setattr(os, "fsync", counted(os.fsync))
    monkeypatch.setattr(os, "replace", counted(os.replace))
    while True:
        left = steps
        try:
            batch(directory, 4)
            break
        except Killed:
            steps += 1
        if (out / MANIFEST).exists():
            # Killed after the commit: it had succeeded.
            assert len(parts_of(out)[0]) == 14
    assert steps > 12
    assert len(parts_of(out)[0]) == 14
    assert len(list(out.iterdir())) == 3


def test_yesterdays_predictions_outlive_a_batch_that_fails(batch, golden, tmp_path):
    yesterday = batch(golden.predict)
    directory = write_parts(tmp_path / "in", golden.predict, [Part(ROWS[:3], 4)])
    with pytest.raises(ContractError):
        batch(directory)
    assert parts_of(tmp_path / "out") == yesterday


def test_data_of_other_artifacts_are_refused_by_name(
    batch, golden, tmp_path, predictor
):
    directory = write_parts(tmp_path / "in", golden.predict, [Part(ROWS, 13)])
    text = (directory / MANIFEST).read_text()
    digest = manifests.read(directory).artifacts.digest
    (directory / MANIFEST).write_text(text.replace(digest, "f" * 64))
    with pytest.raises(ContractError) as caught:
        batch(directory)
    expected = f"expected data encoded with the artifacts of {predictor.directory}"
    assert str(caught.value).startswith(f"{directory}: {expected}, ")
    assert not (tmp_path / "out").exists()


def test_data_of_a_descendant_of_the_models_artifacts_are_taken(
    batch, golden, tmp_path
):
    directory = write_parts(tmp_path / "in", golden.predict, [Part(ROWS, 13)])
    document = json.loads((directory / MANIFEST).read_bytes())
    document["artifacts"]["ancestors"] = [document["artifacts"]["digest"]]
    document["artifacts"]["digest"] = "f" * 64
    (directory / MANIFEST).write_text(json.dumps(document))
    assert batch(directory) == batch(golden.predict)


@pytest.mark.parametrize("place", ["in", "in/out", "."])
def test_an_output_that_overlaps_the_input_is_refused(batch, golden, tmp_path, place):
    directory = write_parts(tmp_path / "in", golden.predict, [Part(ROWS, 13)])
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ForeignOutputError) as caught:
        batch(directory, out=tmp_path / place)
    message = f"expected an output apart from the input {directory}"
    assert str(caught.value) == f"{tmp_path / place}: {message}"
    assert sorted(tmp_path.rglob("*")) == before


def test_sparky_shows_and_verifies_predictions(batch, golden, tmp_path):
    out = tmp_path / "out"
    (lines,) = batch(golden.predict)
    assert [strict(line) for line in head(out, 3, None)] == lines[:3]
    report = verify(out)
    assert report.damages == []
    assert report.lines[1].startswith(f"{out}: predictions: 1 file, ")
    path = next(out.glob("part-*"))
    path.write_bytes(path.read_bytes().replace(b"r-01", b"r-10"))
    (damage,) = verify(out).damages
    assert damage.startswith(f"{path}: expected crc32c ")


def test_sparky_verifies_exports_and_sees_a_file_too_many(exported, tmp_path):
    copy = shutil.copytree(exported, tmp_path / "export")
    assert verify(copy).damages == []
    (copy / "saved_model.pbtxt").touch()
    expected = "expected no file that _MANIFEST.json does not list"
    assert verify(copy).damages == [f"{copy / 'saved_model.pbtxt'}: {expected}"]


def test_the_golden_files_hold_the_rows_that_these_tests_name():
    from trainer.golden_dataset import GOLDEN

    read = [record.data for record in read_records(GOLDEN / "predict.tfrecord")]
    assert len(read) == len(KEYS)
    found = [re.search(rb"r-\d\d|" + "ключ".encode(), data)[0] for data in read]
    assert [key.decode() for key in found] == KEYS
