import contextlib
import hashlib
import io
import json
import shutil

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer import (
    checkpoint_state,
    config,
    golden_dataset,
    resume,
    run,
    run_identity,
    training,
)
from trainer.checkpoint_state import Best, CheckpointState, Progress
from trainer.contract.errors import ContractError, DivergedError
from trainer.exported_weights import bits
from trainer.record_folder import open_labelled
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
    monkeypatch.setattr(training, "STEPS_PER_EXECUTION", 1)


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
def identity(golden, golden_run):
    def of(*flags, train=golden.train):
        parsed = config.parse(["--job-dir=j", *golden_run.flags, *flags])
        folder = open_labelled(train)
        return run_identity.identity_of(parsed, folder, open_labelled(golden.evaluate))

    return of


@pytest.mark.parametrize(
    ("flag", "differs"),
    [
        ("--seed=3", "--seed: expected 0, received 3"),
        ("--model=dcn-v2", '--model: expected "wide-deep", received "dcn-v2"'),
        ("--hidden-units=8", "--hidden-units: expected [8,8], received [8]"),
        ("--learning-rate=0.2", "--learning-rate: expected 0.1, received 0.2"),
        ("--train-dir=elsewhere", None),
        ("--cache", None),
        ("--checkpoint-minutes=3", None),
    ],
)
def test_a_flag_that_shapes_the_weights_makes_another_run(identity, flag, differs):
    other = run_identity.differences(identity(), identity(flag))
    assert other == ([differs] if differs else [])


@pytest.mark.parametrize(
    ("part", "name"),
    [("files", "train data"), ("schema_digest", "schema"), ("artifacts", "artifacts")],
)
def test_other_data_schema_or_vocabulary_make_another_run(
    golden, identity, tmp_path, part, name
):
    other = tmp_path / "train"
    shutil.copytree(golden.train, other)
    path = other / "_MANIFEST.json"
    document = json.loads(path.read_bytes())
    if part == "files":
        document["files"][0]["crc32c"] = "0" * 8
    elif part == "artifacts":
        document["artifacts"]["digest"] = "0" * 64
    else:
        data = (other / "schema.json").read_bytes() + b"\n"
        (other / "schema.json").write_bytes(data)
        document["schema_digest"] = hashlib.sha256(data).hexdigest()
    path.write_text(json.dumps(document))
    (differs,) = run_identity.differences(identity(), identity(train=other))
    assert differs.startswith(f"{name}: expected ")


def test_data_that_was_prepared_anew_is_the_same_data(golden, identity, tmp_path):
    again = golden_dataset.write(tmp_path)
    assert again.train != golden.train
    document = json.loads((again.train / "_MANIFEST.json").read_bytes())
    other = "11111111-1111-4111-8111-111111111111"
    text = json.dumps(document).replace(golden_dataset.RUN_ID, other)
    (again.train / "_MANIFEST.json").write_text(text)
    path = again.train / golden_dataset.RECORDS
    path.rename(str(path).replace(golden_dataset.RUN_ID, other))
    assert identity(train=again.train) == identity()


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


STATE = CheckpointState(
    step=7,
    batch=3,
    progress=Progress(1, Best(1, 0.5, "step-4"), "training", "logs"),
    identity={"--seed": 0},
    machine={"threads": 2},
    files=(checkpoint_state.File("step-7.index", 3, crc32c="0" * 8),),
)


def test_a_state_comes_back_from_its_file(tmp_path):
    STATE.write(tmp_path / "step-7.json")
    assert checkpoint_state.read(tmp_path / "step-7.json") == STATE


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_a_state_that_was_cut_is_none(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "step-7.json"
    STATE.write(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 3))])
    with pytest.raises(ContractError) as error:
        checkpoint_state.read(path)
    assert str(error.value).startswith(f"{path}: expected JSON, received ")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("step", -1, "step: expected an integer from 0, received -1"),
        (
            "stage",
            "done",
            'stage: expected training or trained or finished, received "done"',
        ),
        ("best", [], "best: expected an object or null, received []"),
        ("identity", None, "identity: expected an object, received null"),
        ("format_version", 2, "format_version: expected 1, received 2"),
    ],
)
def test_a_state_with_another_field_is_none(tmp_path, field, value, message):
    path = tmp_path / "step-7.json"
    STATE.write(path)
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {field: value}))
    with pytest.raises(ContractError) as error:
        checkpoint_state.read(path)
    assert str(error.value) == f"{path}: {message}"
