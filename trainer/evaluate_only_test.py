import contextlib
import io
import json
import shutil
import sys

import pytest

from trainer import config, evaluate_only, grown_dataset, task
from trainer.contract.errors import ContractError, InputError
from trainer.termination import Termination


@pytest.fixture
def job(golden_run, tmp_path):
    return shutil.copytree(golden_run.job, tmp_path / "job")


def evaluating(job, flags):
    parsed = config.parse([f"--job-dir={job}", "--eval-only", *flags])
    with contextlib.redirect_stdout(io.StringIO()):
        written = evaluate_only.run(parsed, Termination())
    assert written == job / "eval-only"
    return json.loads((written / "metrics.json").read_bytes())


def contents(job):
    paths = (path for path in job.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in paths if path.name != "_CLAIM.json"}


def test_the_figures_are_those_of_the_run_and_nothing_else_changes(golden_run, job):
    before = contents(job)
    figures = evaluating(job, golden_run.flags)
    step = golden_run.metrics["steps"]
    assert figures.pop("checkpoint") == f"step-{step}"
    assert f"--eval-dir={figures.pop('eval_dir')}" in golden_run.flags
    assert figures == {name: golden_run.metrics[name] for name in figures}
    assert {"auc", "logloss", "calibration", "rows"} <= set(figures)
    after = contents(job)
    del after[job / "eval-only" / "metrics.json"]
    assert after == before


def test_rows_to_learn_from_and_flags_of_the_training_are_not_asked_for(
    golden_run, job
):
    _, evaluate, _, *small = golden_run.flags
    flags = [evaluate, *small[:2], "--batch-size=5", "--learning-rate=7", "--seed=9"]
    received = evaluating(job, flags)
    assert received["logloss"] == pytest.approx(golden_run.metrics["logloss"], rel=1e-6)


def test_a_part_of_the_rows_is_evaluated_where_it_is_asked_for(golden_run, job):
    flags = [*golden_run.flags, "--eval-steps=2", "--slice=site", "--eval-scores"]
    figures = evaluating(job, flags)
    assert figures["rows"] == sum(s["rows"] for s in figures["slices"]["site"]) == 8
    scores = (job / "eval-only" / "eval-scores.csv").read_bytes()
    assert len(scores.splitlines()) == 1 + 8


def test_another_model_than_that_of_the_training_is_refused(golden_run, job):
    with pytest.raises(ContractError) as error:
        evaluating(job, [*golden_run.flags, "--hidden-units=8", "--numbers=log"])
    step = golden_run.metrics["steps"]
    units = "--hidden-units: expected [8,8], received [8]"
    numbers = '--numbers: expected "bins", received "log"'
    path = job / "checkpoints" / f"step-{step}"
    assert str(error.value) == f"{path}: {units}; {numbers}"


def test_a_job_without_a_checkpoint_is_refused(golden_run, tmp_path):
    with pytest.raises(InputError) as error:
        evaluating(tmp_path / "job", golden_run.flags)
    expected = "expected a checkpoint of a run, received none"
    assert str(error.value) == f"{tmp_path}/job/checkpoints: {expected}"
    assert not (tmp_path / "job").exists()


def test_rows_of_extended_artifacts_are_taken_with_those_of_the_run(
    golden, golden_run, job, tmp_path
):
    grown = grown_dataset.write(tmp_path / "grown", golden, grown_dataset.extended)
    flags = [*golden_run.flags, f"--eval-dir={grown.evaluate}"]
    figures = evaluating(job, [*flags, f"--artifact-dir={golden.artifacts}"])
    # Ids that the run does not know are unseen, as they were.
    expected = golden_run.metrics["logloss"]
    assert figures["logloss"] == pytest.approx(expected, rel=1e-6)
    with pytest.raises(ContractError) as error:
        evaluating(job, flags)
    assert f"{grown.artifacts}: expected the artifacts of {job}" in str(error.value)


def test_the_command_line_says_the_figures_and_where_they_are(
    golden_run, job, monkeypatch, capfd
):
    flags = [f"--job-dir={job}", "--eval-only", *golden_run.flags]
    monkeypatch.setattr(sys, "argv", ["trainer.task", *flags])
    monkeypatch.setattr(Termination, "listen", lambda self: None)
    assert task.main() == 0
    figures, place = capfd.readouterr().out.splitlines()
    assert figures.startswith("auc ")
    assert place == str(job / "eval-only")
