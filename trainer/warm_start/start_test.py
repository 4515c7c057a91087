"""A run that begins with an earlier one: same scores, same slots; what is refused."""

import contextlib
import io
import json
import shutil
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf

from trainer import (
    checkpoint_state,
    compilation,
    config,
    grown_dataset,
    inputs,
    models,
    run,
    variable_files,
)
from trainer.checkpoint_state import Progress
from trainer.checkpoints import Checkpoints, model_variables
from trainer.contract import artifacts
from trainer.contract.errors import ContractError, ForeignOutputError, InputError
from trainer.record_folder import open_labelled
from trainer.termination import TerminatedError, Termination
from trainer.warm_start.start import WarmStart
from trainer.workers.team import Alone

WAYS = {"place": grown_dataset.extended, "value": grown_dataset.reversed_}


@pytest.fixture(scope="module", params=WAYS)
def way(request):
    """How the vocabularies of now follow from those of the earlier run."""
    return request.param


@pytest.fixture(scope="module")
def data(way, golden, tmp_path_factory):
    """The golden rows once more, with a new value in each column."""
    return grown_dataset.write(tmp_path_factory.mktemp(way), golden, WAYS[way])


def flags_for(data, golden_run, *more):
    own = (f"--train-dir={data.train}", f"--eval-dir={data.evaluate}")
    return ["--job-dir=j", *golden_run.flags, *own, *more]


def compiled(data, flags):
    parsed = config.parse(flags)
    model = models.build(parsed, open_labelled(data.train).schema)
    compilation.compile_model(model, parsed)
    return model


def named(model):
    return Checkpoints(None, model, Progress(), {}, 1, Alone()).variables


def started(data, golden_run, *more, job=None):
    """Returns a model that begins with the golden run, and what it says of it."""
    flags = flags_for(data, golden_run, *more)
    opened = artifacts.load(data.artifacts)
    start = WarmStart(job or golden_run.job, config.parse(flags), opened)
    model = compiled(data, flags)
    return SimpleNamespace(model=model, taken=start.take(model, named(model)))


def finished(golden_run, golden):
    """Returns the model of the golden run as its last checkpoint has it."""
    model = compiled(golden, ["--job-dir=j", *golden_run.flags])
    path = golden_run.job / "checkpoints" / f"step-{golden_run.metrics['steps']}"
    variable_files.restore(str(path), named(model) | model_variables(model))
    return model


def logits(model, data):
    (batch,) = inputs.evaluate_batches(open_labelled(data.train), 13)
    return model(batch[0]).numpy()


def only_old_values(golden):
    (batch,) = inputs.evaluate_batches(open_labelled(golden.train), 13)
    return (batch[0]["ids"].numpy() > 0).all(axis=1)


def test_rows_of_old_values_have_the_scores_that_they_had(
    way, data, golden, golden_run, capsys
):
    begun = started(data, golden_run)
    old = only_old_values(golden)
    assert 5 < old.sum() < len(old)
    expected = logits(finished(golden_run, golden), golden)
    np.testing.assert_array_equal(logits(begun.model, data)[old], expected[old])
    assert (logits(begun.model, data) != expected)[~old].all()
    counts = {"kept": 4, "new": 1, "gone": 0}
    features = begun.taken["features"]
    assert (features["site"], features["ad-group"]) == (counts, counts)
    assert begun.taken["matched_by"] == way
    # All bins of both numbers stay, for their bounds do.
    bins = sum(features[name]["kept"] for name in ("hour", "price"))
    step = golden_run.metrics["steps"]
    told = f"warm start by {way}: {8 + bins:,} ids kept, 2 new, 0 gone"
    checkpoint = golden_run.job / "checkpoints" / f"step-{step}"
    assert capsys.readouterr().err == f"trainer.task: {checkpoint}: {told}\n"


def test_slots_come_with_their_rows_and_new_rows_are_drawn(
    way, data, golden, golden_run
):
    begun, before = started(data, golden_run).model, finished(golden_run, golden)
    cold = compiled(data, flags_for(data, golden_run))
    # Of the site: unseen, then the four values and the new one in their order.
    places = {"place": [0, 1, 2, 3, 4], "value": [0, 5, 4, 3, 2]}[way]
    fresh = {"place": 5, "value": 1}[way]
    for layer in ("wide", "deep"):
        tables = [_table(model, layer) for model in (begun, before, cold)]
        slots = [
            list(model.optimizer.slots_of(table).values())
            for model, table in zip((begun, before, cold), tables, strict=True)
        ]
        assert len(slots[0]) == {"wide": 2, "deep": 1}[layer]
        of_all = [tables, *zip(*slots, strict=True)]
        for now, then, drawn in (tuple(v.numpy() for v in one) for one in of_all):
            np.testing.assert_array_equal(now[places], then[:5])
            np.testing.assert_array_equal(now[fresh], drawn[fresh])
    # Its accumulator is the first one, where that of a value has grown.
    assert slots[0][0].numpy()[fresh] == pytest.approx(0.001)
    assert slots[0][0].numpy()[places[1]].min() > 0.001


def _table(model, layer):
    return next(v for v in model.weights if f"/{layer}/" in v.path)


def test_dense_weights_and_their_moments_go_on_and_the_run_begins_at_0(
    golden, golden_run
):
    begun = started(golden, golden_run, "--dense-learning-rate=0.5").model
    before = finished(golden_run, golden)
    pairs = zip(begun.weights, before.weights, strict=True)
    assert all(np.array_equal(now.numpy(), then.numpy()) for now, then in pairs)
    parts = zip(begun.optimizer.optimizers, before.optimizer.optimizers, strict=True)
    steps = golden_run.metrics["steps"]
    for now, then in parts:
        assert int(now.iterations.numpy()) == int(then.iterations.numpy()) == steps
    assert int(begun.optimizer.iterations.numpy()) == 0
    rest = begun.optimizer.optimizers[-1]
    assert float(rest.learning_rate.numpy()) == 0.5


@pytest.mark.parametrize("changed", ["--wide-learning-rate=0.4", "--warmup-steps=3"])
def test_a_wide_weight_stays_at_another_rate(golden, golden_run, changed):
    begun = started(golden, golden_run, changed).model
    table, ftrl = _table(begun, "wide"), begun.optimizer.optimizers[0]
    before = table.numpy()
    assert np.abs(before).max() > 0.01
    rows = tf.range(len(before))
    # Without a gradient a step makes the weights anew from their slots.
    ftrl.update_rows(table.value, tf.zeros_like(before), rows, ftrl.learning_rate.value)
    np.testing.assert_allclose(table.numpy(), before, rtol=1e-5, atol=1e-8)


def refused(error, golden_run, data, *more, job=None):
    with pytest.raises(error) as caught:
        started(data, golden_run, *more, job=job)
    return str(caught.value)


def test_another_model_is_refused_by_name(golden, golden_run):
    flags = ["--hidden-units=8", "--numbers=log", "--table-optimizer=adam"]
    step = golden_run.metrics["steps"]
    differ = [
        "--hidden-units: expected [8,8], received [8]",
        '--numbers: expected "bins", received "log"',
        '--table-optimizer: expected "adagrad", received "adam"',
    ]
    checkpoint = golden_run.job / "checkpoints" / f"step-{step}"
    hint = "(--warm-start takes a run of the same model)"
    received = refused(ContractError, golden_run, golden, *flags)
    assert received == f"{checkpoint}: {'; '.join(differ)} {hint}"


def test_another_feature_is_refused_by_name(golden, golden_run):
    schema = artifacts.load(golden.artifacts).schema
    columns = tuple(c for c in schema.columns if c.name != "hour")
    fewer = SimpleNamespace(schema=replace(schema, columns=columns))
    parsed = config.parse(["--job-dir=j", *golden_run.flags])
    with pytest.raises(ContractError) as caught:
        WarmStart(golden_run.job, parsed, fewer)
    differs = 'numeric columns: expected ["hour","price"], received ["price"]'
    assert differs in str(caught.value)


@pytest.fixture
def job(golden_run, tmp_path):
    """A copy of the golden run, to be changed."""
    return shutil.copytree(golden_run.job, tmp_path / "job")


@pytest.fixture
def state(golden_run, job):
    """The small file of the last checkpoint of the copy."""
    return job / "checkpoints" / f"step-{golden_run.metrics['steps']}.json"


def test_a_run_that_has_not_finished_is_refused(golden, golden_run, job, state):
    state.write_text(state.read_text().replace('"finished"', '"training"'))
    expected = "expected the checkpoint of a finished run, received one of a run in"
    received = refused(ContractError, golden_run, golden, job=job)
    assert received == f"{state.with_suffix('')}: {expected} stage training"


def test_a_run_without_checkpoints_is_refused(golden, golden_run, job):
    shutil.rmtree(job / "checkpoints")
    expected = "expected a checkpoint of a run, received none"
    received = refused(InputError, golden_run, golden, job=job)
    assert received == f"{job}/checkpoints: {expected}"


def test_a_damaged_export_is_refused(golden, golden_run, job):
    (place,) = (job / "export" / "Servo").iterdir()
    path = place / "assets.extra" / "tables.json"
    size = path.stat().st_size
    path.unlink()
    expected = f"expected {size} bytes, received no such file"
    received = refused(ContractError, golden_run, golden, job=job)
    assert received == f"{path}: {expected}"


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
    parsed = config.parse([*flags, f"--job-dir={job}"])
    with contextlib.redirect_stdout(io.StringIO()):
        return run.run(parsed, StoppedAfter(asked))


def left(job):
    figures = json.loads((job / "metrics.json").read_bytes())
    (place,) = (job / "export" / "Servo").iterdir()
    reader = tf.train.load_checkpoint(str(place / "variables" / "variables"))
    names = [n for n in reader.get_variable_to_shape_map() if n[:5] == "model"]
    weights = {name: reader.get_tensor(name).tobytes() for name in names}
    return {n: v for n, v in figures.items() if n != "seconds"}, weights


def test_a_run_that_was_stopped_goes_on_and_begins_no_second_time(
    golden, golden_run, tmp_path, monkeypatch, capsys
):
    data = grown_dataset.write(tmp_path / "data", golden, grown_dataset.reversed_)
    monkeypatch.setattr(compilation, "STEPS_PER_EXECUTION", 1)
    earlier = f"--warm-start={golden_run.job}"
    flags = flags_for(data, golden_run, "--epochs=1", earlier)
    running(tmp_path / "whole", flags)
    whole = left(tmp_path / "whole")
    told = whole[0]["warm_start"]
    assert told["run"] == str(golden_run.job)
    assert told["features"]["site"] == {"kept": 4, "new": 1, "gone": 0}
    capsys.readouterr()
    job = tmp_path / "job"
    with pytest.raises(TerminatedError):
        running(job, flags, asked=3)
    assert "warm start by value" in capsys.readouterr().err
    running(job, flags)
    assert "warm start" not in capsys.readouterr().err
    assert left(job) == whole


def test_another_run_to_begin_with_makes_another_run(
    golden, golden_run, tmp_path, job, state
):
    flags = flags_for(golden, golden_run, f"--warm-start={job}")
    with pytest.raises(TerminatedError):
        running(tmp_path / "now", flags, asked=1)
    document = json.loads(state.read_bytes())
    index = state.with_suffix(".index")
    index.write_bytes(index.read_bytes() + b"\0")
    paths = (index.with_name(file["name"]) for file in document["files"])
    files = [checkpoint_state.described(file).document() for file in paths]
    state.write_text(json.dumps({**document, "files": files}))
    with pytest.raises(ContractError, match="warm start: expected .*, received "):
        running(tmp_path / "now", flags)


def test_a_run_does_not_begin_with_itself(golden, golden_run, job):
    with pytest.raises(ForeignOutputError) as caught:
        running(job, flags_for(golden, golden_run, f"--warm-start={job}"))
    expected = f"expected an output apart from the input {job}"
    assert str(caught.value) == f"{job}: {expected}"
