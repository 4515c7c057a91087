"""A stage that is killed leaves nothing behind that a later stage takes for whole."""

import shutil

import pytest

from deploy.local.conftest import entries, kill_when, run_job
from deploy.local.run_folder import RunFolder
from trainer.contract import manifest as manifests


@pytest.fixture
def folder(finished, tmp_path) -> RunFolder:
    """A copy of a finished run, to be harmed."""
    shutil.copytree(finished.root, tmp_path / "run")
    return RunFolder(tmp_path / "run")


def test_prepare_killed_leaves_no_records_that_the_trainer_accepts(tmp_path):
    folder = RunFolder(tmp_path / "run")
    records = folder.records("train")
    out = ("--out", folder.root)
    # In the middle: a task has a file of records open, none is committed.
    writing = records / "_temporary"
    kill_when(lambda: list(writing.rglob("part-*")), "prepare", "--rows", 100_000, *out)
    assert not (records / "_MANIFEST.json").exists()
    done = run_job("train", *out)
    assert done.returncode == 4, done.stderr
    assert f"{records}/_MANIFEST.json: expected a manifest" in done.stderr
    assert entries(folder.job) == []


def test_prepare_killed_leaves_the_outputs_of_the_run_before(folder):
    outputs = (folder.artifacts, folder.records("train"))
    before = [manifests.read(output).run_id for output in outputs]
    claims = [output / "_CLAIM.json" for output in outputs]
    command = ("prepare", "--rows", 100_000, "--out", folder.root)
    kill_when(lambda: any(claim.exists() for claim in claims), *command)
    for output in outputs:
        manifests.read(output).verify(output)
    assert [manifests.read(output).run_id for output in outputs] == before


def test_the_trainer_killed_leaves_no_export_that_batch_accepts(folder):
    shutil.rmtree(folder.job)
    exports = folder.job / "export"
    kill_when(lambda: list(exports.glob("*/*")), "train", "--out", folder.root)
    done = run_job("predict", "--out", folder.root)
    assert done.returncode == 3
    assert "expected an exported model, received none" in done.stderr


def test_batch_killed_leaves_no_manifest(folder):
    shutil.rmtree(folder.predictions)
    claim = folder.predictions / "_CLAIM.json"
    kill_when(claim.exists, "predict", "--out", folder.root)
    assert not (folder.predictions / "_MANIFEST.json").exists()


def test_batch_killed_leaves_the_predictions_of_the_run_before(folder):
    before = manifests.read(folder.predictions)
    claim = folder.predictions / "_CLAIM.json"
    kill_when(claim.exists, "predict", "--out", folder.root)
    assert manifests.read(folder.predictions) == before
    before.verify(folder.predictions)
