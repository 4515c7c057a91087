import contextlib
import io
import json
import shutil

import numpy as np
import pytest
import tensorflow as tf

from trainer import (
    checkpoint_state,
    compilation,
    config,
    resume,
    run,
    run_identity,
)
from trainer.contract.errors import ContractError, DivergedError
from trainer.exported_weights import bits
from trainer.termination import TerminatedError, Termination


class StoppedAfter(Termination):
    """A SIGTERM that comes when it has been asked for so many times."""

    def __init__(self, asked):
        super().__init__()
        self.left = asked

    def stop_if_requested(self):
        self.left -= 1
        self._requested = self.left <= 0
        super().stop_if_requested()


def running(job, flags, asked=10_000):
    """Runs until it has been asked so often; returns the export, or what stopped it."""
    parsed = config.parse([f"--job-dir={job}", *flags])
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            return run.run(parsed, StoppedAfter(asked))
        except TerminatedError as error:
            return str(error)


def figures(job):
    read = json.loads((job / "metrics.json").read_bytes())
    return {name: figure for name, figure in read.items() if name != "seconds"}


def stopped_in(job, flags, stops):
    """Stops a run again and again, then lets it end."""
    for asked, name in stops:
        stopped = running(job, flags, asked)
        assert stopped == f"stopped by SIGTERM; saved {job}/checkpoints/{name}"
    return running(job, flags)


@pytest.fixture
def single_steps(monkeypatch):
    monkeypatch.setattr(compilation, "STEPS_PER_EXECUTION", 1)


def test_a_run_in_pieces_ends_in_the_bits_of_one_that_was_not_stopped(
    golden_run, single_steps, tmp_path, capsys
):
    # An epoch has 4 steps, and its evaluation 4 batches.
    stops = [
        (2, "step-2"),
        # Steps 3 and 4, and a batch of the evaluation.
        (3, "step-4"),
        # The evaluation again, from its begin; 3 steps of the second epoch.
        (7, "step-7"),
    ]
    job = tmp_path / "job"
    exported = stopped_in(job, golden_run.flags, stops)
    assert bits(exported) == bits(golden_run.exported)
    assert figures(job) == figures(golden_run.job)
    said = [line for line in capsys.readouterr().err.splitlines() if "going on" in line]
    at = ("2 (epoch 1, batch 2)", "4 (epoch 1, batch 4)", "7 (epoch 2, batch 3)")
    assert said == [
        f"trainer.task: {job}/checkpoints/step-{steps[0]}: going on after step {steps}"
        for steps in at
    ]
    # TensorBoard sees one run.
    assert len(list((job / "logs").iterdir())) == 1


def test_exact_steps_go_on_inside_their_passes(golden_run, single_steps, tmp_path):
    flags = [flag for flag in golden_run.flags if flag != "--epochs=2"]
    flags += ["--train-steps=7", "--cache", "--table-optimizer=adam"]
    flags += ["--schedule=cosine", "--warmup-steps=2", "--positive-weight=3"]
    whole, job = tmp_path / "whole", tmp_path / "job"
    # Batch 4 has rows of two passes.
    exported = stopped_in(job, flags, [(3, "step-3"), (1, "step-4")])
    assert bits(exported) == bits(running(whole, flags))
    assert figures(job) == figures(whole)


def test_a_run_that_was_stopped_after_its_training_trains_no_more(
    golden_run, single_steps, tmp_path
):
    job = tmp_path / "job"
    # 2 epochs of 8 and a batch of the last evaluation.
    steps = golden_run.metrics["steps"]
    stopped = running(job, golden_run.flags, 17)
    assert stopped == f"stopped by SIGTERM; saved {job}/checkpoints/step-{steps}"
    (data,) = (job / "checkpoints").glob(f"step-{steps}.data-*")
    written = data.stat().st_mtime_ns
    # Only the last evaluation, and the export.
    assert not isinstance(running(job, golden_run.flags, 6), str)
    assert data.stat().st_mtime_ns == written
    assert figures(job) == figures(golden_run.job)
    # Now it has ended: the next one begins anew.
    assert resume.unfinished(job / "checkpoints", {"--seed": 1}) is None


def test_never_trains_from_the_start(golden_run, single_steps, tmp_path, capsys):
    job, flags = tmp_path / "job", [*golden_run.flags, "--resume=never"]
    running(job, flags, 2)
    stopped = running(job, flags, 1)
    assert stopped.endswith("step-1")
    assert capsys.readouterr().err == ""
    names = {path.name for path in (job / "checkpoints").glob("*.json")}
    assert names == {"step-1.json"}


def test_a_run_that_diverges_leaves_its_last_finite_checkpoint(
    golden_run, single_steps, tmp_path
):
    job, flags = tmp_path / "job", ["--checkpoint-minutes=1e-9"]
    flags += ["--learning-rate=1e30", "--dense-learning-rate=1e30"]
    with pytest.raises(DivergedError):
        running(job, [*golden_run.flags, *flags])
    # The weights of the first step are finite, and what they score no more.
    (state,) = (job / "checkpoints").glob("*.json")
    assert state.name == "step-1.json"
    reader = tf.train.load_checkpoint(str(state.with_suffix("")))
    for name in reader.get_variable_to_shape_map():
        assert np.isfinite(reader.get_tensor(name)).all(), name
    assert not (job / "export").exists()


@pytest.fixture(scope="module")
def stopped(golden_run, tmp_path_factory):
    """A job that was stopped after an epoch and the steps of the next."""
    job = tmp_path_factory.mktemp("stopped") / "job"
    running(job, golden_run.flags, 6)
    return job


def test_another_batch_size_is_refused_by_name(golden_run, stopped):
    folder = stopped / "checkpoints"
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(ContractError) as error:
        running(stopped, [*golden_run.flags, "--batch-size=8"])
    expected = "--batch-size: expected 4, received 8 (--resume never trains anew)"
    assert str(error.value) == f"{folder}/step-8: {expected}"
    assert error.value.exit_code == 4
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.fixture
def saved(stopped, tmp_path):
    """Its two checkpoints: after an epoch, and before the evaluation of the next."""
    folder = tmp_path / "checkpoints"
    shutil.copytree(stopped / "checkpoints", folder)
    return folder


def goes_on_from(folder):
    identity = checkpoint_state.read(folder / "step-4.json").identity
    found = resume.unfinished(folder, identity)
    return found and found.name


def test_the_newest_whole_checkpoint_is_taken(saved):
    assert goes_on_from(saved) == "step-8"


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("step-8.data-00000-of-00001", "flip"),
        ("step-8.data-00000-of-00001", "cut"),
        ("step-8.index", "flip"),
        ("step-8.index", "remove"),
        ("step-8.json", "cut"),
    ],
)
def test_the_one_before_a_damaged_checkpoint_is_taken_and_it_says_so(
    saved, capsys, name, damage
):
    _damage(saved / name, damage)
    assert goes_on_from(saved) == "step-4"
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith(f"trainer.task: {saved}/{name}: expected ")
    assert second.startswith(f"trainer.task: {saved}/step-4: going on after step 4")


def _damage(path, how):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    if how == "remove":
        path.unlink()
    else:
        path.write_bytes(data if how == "flip" else data[: len(data) // 2])


def test_a_checkpoint_whose_best_epoch_is_damaged_is_not_taken(saved, capsys):
    _damage(saved / "step-4.index", "flip")
    assert checkpoint_state.read(saved / "step-8.json").progress.best.epochs == 1
    assert goes_on_from(saved) is None
    last = capsys.readouterr().err.splitlines()[-1]
    said = "no whole checkpoint, training from the start"
    assert last == f"trainer.task: {saved}: {said}"


def test_files_without_their_state_are_no_checkpoint(saved, capsys):
    (saved / "step-8.json").unlink()
    assert goes_on_from(saved) == "step-4"
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_another_number_of_threads_is_warned_of(saved, capsys, monkeypatch):
    now = {"threads": 64, "TensorFlow": tf.__version__}
    monkeypatch.setattr(run_identity, "machine", lambda: now)
    threads = checkpoint_state.read(saved / "step-8.json").machine["threads"]
    assert goes_on_from(saved) == "step-8"
    what = "the last bits of the weights may differ from those of one machine"
    said = f"{saved}/step-8: threads: expected {threads}, received 64: {what}"
    assert capsys.readouterr().err.splitlines()[0] == f"trainer.task: {said}"
