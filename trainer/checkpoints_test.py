from types import SimpleNamespace

import keras
import numpy as np
import pytest
import tensorflow as tf

from trainer import checkpoints, table_rows
from trainer.checkpoints import Checkpoints
from trainer.optimizers.multi_optimizer import MultiOptimizer
from trainer.optimizers.sparse_adagrad import SparseAdagrad

ROWS = 7


@pytest.fixture(autouse=True)
def pieces_of_three_rows(monkeypatch):
    monkeypatch.setattr(checkpoints, "CHUNK_ROWS", 3)


def run(seed):
    """A model's variables and optimizer, with every number drawn."""
    random = np.random.default_rng(seed)
    table = keras.Variable(random.normal(size=(ROWS, 2)).astype(np.float32))
    bias = keras.Variable(float(random.normal()))
    optimizer = MultiOptimizer({}, SparseAdagrad(0.1))
    optimizer.build([table, bias])
    (slot, _) = optimizer.optimizers[0]._accumulators
    slot.assign(random.random(size=(ROWS, 2)))
    return SimpleNamespace(weights=[table, bias], optimizer=optimizer)


def numbers(model):
    variables = [*model.weights, *model.optimizer.all_variables]
    return [np.array(variable.numpy()).tolist() for variable in variables]


def of(directory, model):
    epoch = tf.Variable(4, dtype=tf.int64, trainable=False)
    return Checkpoints(directory, model, epoch)


def test_variables_larger_than_a_piece_come_back_whole(tmp_path):
    left, right = run(0), run(1)
    saved = of(tmp_path, left).save()
    assert numbers(left) != numbers(right)
    of(tmp_path, right).restore(saved)
    assert numbers(left) == numbers(right)


def test_any_reader_of_checkpoints_sees_whole_variables(tmp_path):
    model = run(0)
    reader = tf.train.load_checkpoint(of(tmp_path, model).save())
    (table, _) = model.weights
    assert reader.get_tensor("model/0").tolist() == table.numpy().tolist()
    assert reader.get_tensor("epoch") == 4


def test_the_two_newest_checkpoints_are_kept(tmp_path):
    model = run(0)
    saving = of(tmp_path, model)
    for step in (1, 2, 2, 3):
        model.optimizer.iterations.assign(step)
        saving.save()
    assert sorted(path.stem for path in tmp_path.glob("*.index")) == [
        "step-2",
        "step-3",
    ]
    assert tf.train.latest_checkpoint(str(tmp_path)) == str(tmp_path / "step-3")
    names = {path.name.partition(".")[0] for path in tmp_path.iterdir()}
    assert names == {"checkpoint", "step-2", "step-3"}


def test_a_checkpoint_of_another_model_is_refused(tmp_path):
    model, other = run(0), run(1)
    other.weights[0] = keras.Variable(np.zeros((ROWS + 1, 2), np.float32))
    saved = of(tmp_path, model).save()
    with pytest.raises(tf.errors.InvalidArgumentError):
        of(tmp_path, other).restore(saved)


def test_rows_are_written_in_place():
    variable = tf.Variable(tf.zeros([4, 1]))
    table_rows.assign_rows(variable, 1, tf.constant([[5.0], [6.0]]))
    assert variable.numpy().tolist() == [[0], [5], [6], [0]]
