"""The output of a batch: complete or not there, never of data that do not belong."""

import json
import os
import shutil

import pytest

from serving.golden_parts import ROWS, Part, write_parts
from serving.prediction_parts import parts_of, strict
from serving.shard import Shard
from trainer.contract import manifest as manifests
from trainer.contract.errors import ContractError, ForeignOutputError
from trainer.contract.manifest import MANIFEST
from trainer.look.head import head
from trainer.look.verify import verify


class Killed(BaseException):
    """What a test raises where the process would have ended."""


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
    document["artifacts"]["generation"] = 1
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
