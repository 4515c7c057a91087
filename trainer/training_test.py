import math

import numpy as np
import pytest
import tensorflow as tf

from trainer import callbacks, checkpoint_state, compilation, config, inputs, models
from trainer.checkpoint_state import Best, Progress
from trainer.checkpoints import Checkpoints
from trainer.record_folder import open_labelled
from trainer.workers.team import Alone

FLAGS = ["--job-dir=j", "--train-dir=t", "--eval-dir=e", "--hidden-units=2"]


@pytest.fixture
def make(golden):
    schema = open_labelled(golden.train).schema

    def of(*flags):
        parsed = config.parse([*FLAGS, *flags])
        model = models.build(parsed, schema)
        compilation.compile_model(model, parsed)
        return model

    return of


def step(model):
    numeric = tf.constant([[1.0, 2.0], [-10.0, 3.0]])
    ids = tf.constant([[1, 2], [3, 0]], tf.int64)
    model.train_step(
        ({"numeric": numeric, "ids": ids}, tf.constant([1.0, 0.0]), tf.ones([2]))
    )


def state(model):
    variables = [*model.weights, *model.optimizer.all_variables]
    return [np.array(variable.numpy()) for variable in variables]


def of(directory, model, progress=None):
    return Checkpoints(directory, model, progress or Progress(logs="l"), {}, 1, Alone())


def test_a_restored_run_goes_on_as_if_it_had_not_stopped(make, tmp_path):
    model = make()
    step(model)
    of(tmp_path, model).save()
    step(model)
    other = make("--seed=5")
    of(tmp_path, other).restore("step-1")
    step(other)
    for left, right in zip(state(model), state(other), strict=True):
        assert left.tobytes() == right.tobytes()


def epochs_of(model, directory, loglosses, patience):
    """Ends epochs with these figures until one ends the run; returns the progress."""
    progress = Progress(logs="l")
    checkpoints = of(directory, model, progress)
    best = callbacks.BestEpoch(checkpoints, progress, patience)
    best.set_model(model)
    for number, logloss in enumerate(loglosses):
        model.optimizer.iterations.assign(number + 1)
        best.on_epoch_end(number, {"evaluate_logloss": logloss})
        if model.stop_training:
            break
    return progress


@pytest.mark.parametrize(
    ("loglosses", "patience", "run", "kept"),
    [
        ([0.5, 0.4, 0.45, 0.1], 1, 3, 2),
        ([0.5, 0.5], 1, 2, 1),
        ([0.5, 0.4], 1, 2, 2),
        ([0.5, 0.4, 0.45, 0.3, 0.35, 0.36, 0.2], 2, 6, 4),
    ],
)
def test_training_stops_when_its_patience_with_the_logloss_ends(
    make, tmp_path, loglosses, patience, run, kept
):
    progress = epochs_of(make(), tmp_path, loglosses, patience)
    assert progress.epochs == run
    best = Best(kept, loglosses[kept - 1], f"step-{kept}")
    assert progress.best == best
    saved = checkpoint_state.read(tmp_path / f"step-{kept}.json").progress
    assert (saved.epochs, saved.best) == (kept, best)


@pytest.mark.parametrize("loss", [math.nan, math.inf, -math.inf])
def test_a_loss_that_is_not_finite_ends_the_run(loss):
    with pytest.raises(callbacks.DivergedError) as error:
        callbacks.FiniteLoss().on_train_batch_end(41, {"loss": loss})
    expected = f"step 42: expected a finite loss, received {loss}; "
    assert str(error.value) == f"{expected}a lower learning rate may help"


def test_positive_rows_weigh_as_many_times_as_is_asked():
    rows = (tf.constant([1.0, 0.0, 1.0]), tf.constant([2.0, 3.0, 0.0]))
    batches = tf.data.Dataset.from_tensors(({"x": tf.zeros([3])}, *rows))
    ((_, label, weight),) = inputs.weighted(batches, 4.0)
    assert label.numpy().tolist() == [1, 0, 1]
    assert weight.numpy().tolist() == [8, 3, 0]
    assert inputs.weighted(batches, 1.0) is batches


def test_a_run_has_the_steps_of_its_epochs_at_most(golden):
    folder = open_labelled(golden.train)

    def steps(*flags):
        return compilation.total_steps(config.parse([*FLAGS, *flags]), folder)

    # 13 rows are 4 batches of 4.
    assert steps("--batch-size=4", "--epochs=3") == 12
    assert steps("--batch-size=4", "--train-steps=5") == 5
    assert steps("--train-steps=-1") is None
