import os
import shutil

import pytest
import tensorflow as tf

from trainer import config, models
from trainer.contract import artifacts, manifest
from trainer.contract.errors import ContractError
from trainer.export import savedmodel
from trainer.termination import TerminatedError, Termination

FLAGS = ["--job-dir=j", "--train-dir=t", "--eval-dir=e", "--model=linear"]


class Crash(BaseException):
    """What nothing in the program catches, as a killed process."""


@pytest.fixture
def export(golden, tmp_path):
    opened = artifacts.load(golden.artifacts)
    model = models.build(config.parse(FLAGS), opened.schema)
    model.build()

    def again(termination=None):
        folder = tmp_path / "Servo"
        return savedmodel.export(model, opened, folder, termination or Termination())

    return again


def test_the_manifest_lists_every_file_with_its_sha256(export, golden):
    place = export()
    made = manifest.read(place)
    made.verify(place)
    assert made.kind == "export"
    assert made.artifacts == manifest.read(golden.artifacts).artifacts
    files = {p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file()}
    assert {file.name for file in made.files} == files - {"_MANIFEST.json"}
    assert (place / "schema.json").read_bytes() == (
        golden.artifacts / "schema.json"
    ).read_bytes()


@pytest.mark.parametrize(
    "name", ["saved_model.pb", "variables/variables.index", "schema.json"]
)
def test_a_damaged_file_is_told_by_the_manifest(export, name):
    place = export()
    data = bytearray((place / name).read_bytes())
    data[len(data) // 2] ^= 1
    (place / name).write_bytes(data)
    with pytest.raises(ContractError, match=f"{name}: expected"):
        manifest.read(place).verify(place)


def test_numbers_grow_strictly(export, monkeypatch):
    monkeypatch.setattr(savedmodel.time, "time", lambda: 1000.9)
    assert [export().name for _ in range(3)] == ["1000", "1001", "1002"]


def test_a_later_number_counts_from_the_highest(export, tmp_path):
    (tmp_path / "Servo" / "99999999999").mkdir(parents=True)
    assert export().name == "100000000000"


def visible(folder):
    return [path.name for path in folder.iterdir() if not path.name.startswith(".")]


@pytest.mark.parametrize("step", ["save", "manifest", "sync", "rename"])
def test_a_killed_export_leaves_nothing_that_is_accepted(
    export, tmp_path, monkeypatch, step
):
    def crash(*arguments, **named):
        raise Crash

    place, name = {
        "save": (tf.saved_model, "save"),
        "manifest": (savedmodel, "_manifest"),
        "sync": (savedmodel, "_sync_all"),
        "rename": (os, "rename"),
    }[step]
    with monkeypatch.context() as patch:
        patch.setattr(place, name, crash)
        with pytest.raises(Crash):
            export()
    assert visible(tmp_path / "Servo") == []
    # The next export clears the half of one away.
    exported = export()
    assert [path for path in (tmp_path / "Servo").iterdir()] == [exported]


def test_a_run_that_is_asked_to_stop_exports_nothing(export, tmp_path):
    class Asked(Termination):
        def stop_if_requested(self):
            raise TerminatedError("stopped by SIGTERM")

    with pytest.raises(TerminatedError):
        export(Asked())
    assert visible(tmp_path / "Servo") == []


def test_an_export_moves_as_a_whole(export, tmp_path):
    moved = tmp_path / "elsewhere"
    shutil.move(export(), moved)
    manifest.read(moved).verify(moved)
    row = {"hour": 1.0, "price": 1.0}
    ids = {"site": 1, "ad-group": 1}
    answer = tf.saved_model.load(str(moved)).signatures["encoded"](
        **{name: tf.constant([value]) for name, value in row.items()},
        **{name: tf.constant([value], tf.int64) for name, value in ids.items()},
    )
    assert answer["scores"].shape == (1, 2)
