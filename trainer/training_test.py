import math

import numpy as np
import pytest
import tensorflow as tf

from trainer import callbacks, config, models, training
from trainer.checkpoints import Checkpoints
from trainer.record_folder import open_labelled

FLAGS = ["--job-dir=j", "--train-dir=t", "--eval-dir=e", "--hidden-units=2"]


@pytest.fixture
def make(golden):
    schema = open_labelled(golden.train).schema

    def of(*flags):
        parsed = config.parse([*FLAGS, *flags])
        model = models.build(parsed, schema)
        training.compile_model(model, parsed)
        return model

    return of


@pytest.fixture
def epoch():
    return tf.Variable(0, dtype=tf.int64, trainable=False)


def step(model):
    numeric = tf.constant([[1.0, 2.0], [-10.0, 3.0]])
    ids = tf.constant([[1, 2], [3, 0]], tf.int64)
    model.train_step(
        ({"numeric": numeric, "ids": ids}, tf.constant([1.0, 0.0]), tf.ones([2]))
    )


def state(model):
    variables = [*model.weights, *model.optimizer.all_variables]
    return [np.array(variable.numpy()) for variable in variables]


def test_a_restored_run_goes_on_as_if_it_had_not_stopped(make, epoch, tmp_path):
    model = make()
    checkpoints = Checkpoints(tmp_path, model, epoch)
    step(model)
    epoch.assign(3)
    saved = checkpoints.save()
    assert saved == str(tmp_path / "step-1")
    step(model)
    other, later = make("--seed=5"), tf.Variable(0, dtype=tf.int64, trainable=False)
    Checkpoints(tmp_path, other, later).restore(saved)
    assert later.numpy() == 3
    step(other)
    for left, right in zip(state(model), state(other), strict=True):
        assert left.tobytes() == right.tobytes()


def best_epoch(model, checkpoints, epoch, loglosses):
    """Ends epochs with these figures; returns how many there were."""
    best = callbacks.BestEpoch(checkpoints, epoch)
    best.set_model(model)
    for number, logloss in enumerate(loglosses):
        model.bias.assign(float(number))
        best.on_epoch_end(number, {"evaluate_logloss": logloss})
        if model.stop_training:
            break
    best.on_train_end()
    return number + 1


@pytest.mark.parametrize(
    ("loglosses", "run", "kept"),
    [([0.5, 0.4, 0.45, 0.1], 3, 1), ([0.5, 0.5], 2, 0), ([0.5, 0.4], 2, 1)],
)
def test_training_stops_after_the_best_epoch_and_goes_back_to_it(
    make, epoch, tmp_path, loglosses, run, kept
):
    model = make()
    checkpoints = Checkpoints(tmp_path, model, epoch)
    assert best_epoch(model, checkpoints, epoch, loglosses) == run
    assert model.bias.numpy() == kept
    assert epoch.numpy() == kept + 1


@pytest.mark.parametrize("loss", [math.nan, math.inf, -math.inf])
def test_a_loss_that_is_not_finite_ends_the_run(loss):
    with pytest.raises(callbacks.DivergedError) as error:
        callbacks.FiniteLoss().on_train_batch_end(41, {"loss": loss})
    expected = f"step 42: expected a finite loss, received {loss}; "
    assert str(error.value) == f"{expected}a lower learning rate may help"
