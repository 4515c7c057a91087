import contextlib
import hashlib
import io
import json
from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from trainer import config, exported_weights, golden_dataset, run, run_inputs
from trainer.contract import artifacts, manifest
from trainer.contract.errors import (
    ContractError,
    DivergedError,
    ForeignOutputError,
    InputError,
)
from trainer.contract.records import frame, read_records
from trainer.golden_dataset import GOLDEN
from trainer.termination import TerminatedError, Termination


def running(job, flags, termination=None):
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        parsed = config.parse([f"--job-dir={job}", *flags])
        exported = run.run(parsed, termination or Termination())
    return exported, output.getvalue()


def copy_with(directory, change, golden):
    """The golden train records with every example changed."""
    examples = [
        tf.train.Example.FromString(record.data)
        for record in read_records(GOLDEN / "train.tfrecord")
    ]
    for example in examples:
        change(example.features.feature)
    data = b"".join(frame(e.SerializeToString(deterministic=True)) for e in examples)
    reference = manifest.read(golden.train).artifacts
    document = (golden.train / manifest.SCHEMA).read_bytes()
    golden_dataset.write_records(directory, "train", data, document, reference, 5)
    return directory


def test_a_run_leaves_what_the_flags_promise(golden_run):
    assert golden_run.exported.parent == golden_run.job / "export" / "Servo"
    assert golden_run.exported.name.isdecimal()
    names = {path.name for path in golden_run.exported.iterdir() if path.is_file()}
    assert names >= {"saved_model.pb", "schema.json", "_MANIFEST.json"}
    assert list((golden_run.job / "logs").rglob("events.out.tfevents.*"))
    assert (golden_run.job / "checkpoints" / "checkpoint").exists()


def test_the_report_has_every_figure(golden_run):
    figures = golden_run.metrics
    assert 0 < figures["auc"] <= 1
    for name in ("logloss", "base_logloss", "normalized_entropy", "calibration"):
        assert figures[name] > 0, name
    # Labels by weights: (1 + 2 + 1 + 0) of 11.501.
    assert figures["positive_rate"] == pytest.approx(4 / 11.501)
    assert (figures["rows"], figures["train_rows"]) == (13, 13)
    assert (figures["steps"], figures["epochs"]) in ((4, 1), (8, 2))
    assert sorted(figures["seconds"]) == ["evaluate", "export", "train"]
    assert "over 13 rows" in golden_run.output
    for name in ("evaluate_logloss", "rows_per_second"):
        assert f"{name}: " in golden_run.output


def test_the_figures_are_those_of_the_exported_model(golden_run):
    signatures = tf.saved_model.load(str(golden_run.exported)).signatures
    records = [record.data for record in read_records(GOLDEN / "predict.tfrecord")]
    scores = signatures["serving_default"](examples=tf.constant(records))["scores"]
    labels = np.array([1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0])
    weight = np.array([1, 0.5, 1, 2, 1, 1, 1, 0.001, 1, 1, 0, 1, 1])
    assert weight.sum() == pytest.approx(11.501)
    right = scores.numpy()[np.arange(13), labels].astype(np.float64)
    logloss = -(weight * np.log(right)).sum() / weight.sum()
    assert golden_run.metrics["logloss"] == pytest.approx(logloss, rel=1e-5)


def test_the_same_seed_gives_the_same_weights_and_another_seed_others(
    golden_run, tmp_path
):
    first = exported_weights.bits(golden_run.exported)
    # From memory, too.
    again, _ = running(tmp_path / "again", [*golden_run.flags, "--cache"])
    assert len(first) == 10
    assert exported_weights.bits(again) == first
    other, _ = running(tmp_path / "other", [*golden_run.flags, "--seed=1"])
    assert exported_weights.bits(other) != first


def test_exact_steps_go_over_the_input_again_and_stop_no_earlier(golden_run, tmp_path):
    flags = [flag for flag in golden_run.flags if flag != "--epochs=2"]
    job = tmp_path / "job"
    flags = [*flags, "--model=linear", "--train-steps=21", "--eval-steps=2"]
    exported, output = running(job, flags)
    figures = json.loads((job / "metrics.json").read_bytes())
    # 21 batches of 4 rows are six times 13 rows and 6 more; 2 batches are evaluated.
    assert (figures["steps"], figures["epochs"], figures["rows"]) == (21, 6, 8)
    assert "21/21" in output
    # A second run in the same folder exports beside the first one.
    later, _ = running(job, flags)
    assert int(later.name) > int(exported.name)
    assert exported.exists()


def test_a_learning_rate_out_of_hand_ends_as_diverged_and_exports_nothing(
    golden_run, tmp_path
):
    job = tmp_path / "job"
    flags = [*golden_run.flags, "--learning-rate=1e30", "--dense-learning-rate=1e30"]
    with pytest.raises(
        DivergedError, match="expected a finite (evaluate log)?loss"
    ) as error:
        running(job, flags)
    assert error.value.exit_code == 5
    assert not (job / "export").exists()
    assert not (job / "metrics.json").exists()


def test_evaluate_rows_of_one_class_have_no_auc_and_it_says_so(
    golden_run, golden, tmp_path
):
    def all_negative(feature):
        labels = feature["clicked"].float_list.value
        labels[:] = [0.0] * len(labels)

    evaluate = copy_with(tmp_path / "evaluate", all_negative, golden)
    flags = [*golden_run.flags, f"--eval-dir={evaluate}", "--epochs=1"]
    _, output = running(tmp_path / "job", flags)
    figures = json.loads((tmp_path / "job" / "metrics.json").read_bytes())
    assert (figures["auc"], figures["normalized_entropy"]) == (None, None)
    assert "auc null: all 13 evaluate rows have one class" in output


def test_evaluate_rows_of_other_artifacts_are_refused_with_both_digests(
    golden_run, golden, tmp_path
):
    other = golden_dataset.write(tmp_path / "other")
    path = other.evaluate / manifest.MANIFEST
    document = json.loads(path.read_bytes())
    document["artifacts"]["digest"] = "0" * 64
    path.write_text(json.dumps(document))
    with pytest.raises(ContractError) as error:
        running(tmp_path / "job", [*golden_run.flags, f"--eval-dir={other.evaluate}"])
    assert error.value.exit_code == 4
    digest = manifest.read(golden.train).artifacts.digest
    text = str(error.value)
    assert text.startswith(f"{other.evaluate}: expected")
    assert digest in text
    assert "0" * 64 in text
    assert not (tmp_path / "job").exists()


def test_artifacts_are_found_by_flag_where_they_have_moved(
    golden_run, golden, tmp_path
):
    own = golden_dataset.write(tmp_path / "own")
    moved = own.artifacts.rename(tmp_path / "moved")
    flags = [
        *(f"--train-dir={own.train}", f"--eval-dir={own.evaluate}"),
        *golden_run.flags[2:],
    ]
    parsed = config.parse(["--job-dir=j", *flags, f"--artifact-dir={moved}"])
    assert run_inputs.open_inputs(parsed).artifacts.directory == moved
    with pytest.raises(ContractError) as error:
        run_inputs.open_inputs(config.parse(["--job-dir=j", *flags]))
    assert str(error.value).startswith(f"{own.artifacts}/_MANIFEST.json: expected")
    assert str(error.value).endswith("(--artifact-dir says where they are)")


def test_artifacts_that_did_not_encode_the_train_rows_are_refused(golden_run, tmp_path):
    other = golden_dataset.write(tmp_path / "other")
    document = json.loads((other.artifacts / "schema.json").read_bytes())
    document["statistics"]["columns"]["hour"]["missing"] += 1
    _replace_schema(other.artifacts, json.dumps(document).encode())
    flags = [*golden_run.flags, f"--artifact-dir={other.artifacts}"]
    with pytest.raises(ContractError) as error:
        run_inputs.open_inputs(config.parse(["--job-dir=j", *flags]))
    expected = f"{other.artifacts}: expected the artifacts that encoded "
    assert str(error.value).startswith(expected)


def _replace_schema(directory, data):
    (directory / "schema.json").write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    made = manifest.read(directory)
    files = tuple(
        replace(file, bytes=len(data), sha256=digest)
        if file.name == "schema.json"
        else file
        for file in made.files
    )
    reference = replace(made.artifacts, digest=artifacts.digest(files))
    made = replace(made, files=files, artifacts=reference, schema_digest=digest)
    (directory / manifest.MANIFEST).write_bytes(made.render())


def test_a_bad_record_is_named(golden_run, golden, tmp_path):
    def not_a_number(feature):
        feature["price"].float_list.value[1] = float("nan")

    train = copy_with(tmp_path / "train", not_a_number, golden)
    with pytest.raises(ContractError) as error:
        running(tmp_path / "job", [*golden_run.flags, f"--train-dir={train}"])
    where = f"{train / golden_dataset.RECORDS}: record 0 at byte 0: price: "
    assert str(error.value) == f"{where}expected a finite number, received nan"
    assert not (tmp_path / "job" / "export").exists()


def test_a_folder_of_other_files_is_not_taken_for_a_job(golden_run, tmp_path):
    (tmp_path / "precious").write_text("kept")
    with pytest.raises(ForeignOutputError) as error:
        running(tmp_path, golden_run.flags)
    assert str(error.value).startswith(f"{tmp_path}: expected an empty directory")
    assert [path.name for path in tmp_path.iterdir()] == ["precious"]


def test_a_job_inside_its_input_is_refused(golden_run, golden):
    with pytest.raises(ForeignOutputError) as error:
        running(golden.train / "job", golden_run.flags)
    assert str(error.value).endswith(f"apart from the input {golden.train}")


def test_no_train_row_is_no_run(golden_run, golden, tmp_path):
    reference = manifest.read(golden.train).artifacts
    document = (golden.train / manifest.SCHEMA).read_bytes()
    empty = tmp_path / "empty"
    golden_dataset.write_records(empty, "train", b"", document, reference, 5)
    with pytest.raises(InputError) as error:
        running(tmp_path / "job", [*golden_run.flags, f"--train-dir={empty}"])
    assert error.value.exit_code == 3


class Stopped(Termination):
    """A SIGTERM that has come before the run began."""

    def stop_if_requested(self):
        raise TerminatedError("stopped by SIGTERM")


def test_a_stopped_run_saves_and_exports_nothing(golden_run, tmp_path):
    job = tmp_path / "job"
    with pytest.raises(TerminatedError) as error:
        running(job, golden_run.flags, Stopped())
    saved = str(error.value).removeprefix("stopped by SIGTERM; saved ")
    assert saved == str(job / "checkpoints" / "step-4")
    assert tf.train.load_checkpoint(saved).get_tensor("optimizer/all/0") == 4
    assert not (job / "export").exists()
    assert error.value.exit_code == 143
