from types import SimpleNamespace

import keras
import numpy as np
import pytest
import tensorflow as tf

from trainer import checkpoint_state, table_rows, variable_files
from trainer.checkpoint_state import Best, Progress
from trainer.checkpoints import Checkpoints
from trainer.contract.errors import ContractError, DivergedError
from trainer.optimizers.multi_optimizer import MultiOptimizer
from trainer.optimizers.sparse_adagrad import SparseAdagrad
from trainer.workers.team import Alone

ROWS = 7


@pytest.fixture(autouse=True)
def pieces_of_three_rows(monkeypatch):
    monkeypatch.setattr(variable_files, "CHUNK_ROWS", 3)


def run(seed):
    """A model's variables and optimizer, with every number drawn."""
    random = np.random.default_rng(seed)
    table = keras.Variable(random.normal(size=(ROWS, 2)).astype(np.float32))
    bias = keras.Variable(float(random.normal()))
    optimizer = MultiOptimizer({}, SparseAdagrad(0.1))
    optimizer.build([table, bias])
    (slot, _) = optimizer.optimizers[0]._accumulators
    slot.assign(random.random(size=(ROWS, 2)))
    loss = keras.metrics.Mean()
    loss.update_state(random.random())
    variables = [table, bias]
    return SimpleNamespace(variables=variables, metrics=[loss], optimizer=optimizer)


def numbers(model):
    (loss,) = model.metrics
    slots = model.optimizer.all_variables
    variables = [*model.variables, *slots, *loss.variables]
    return [np.array(variable.numpy()).tolist() for variable in variables]


def of(directory, model, progress=None):
    progress = progress or Progress(logs="logs")
    return Checkpoints(directory, model, progress, {"--seed": 0}, 2, Alone())


def names(directory):
    return {path.name.partition(".")[0] for path in directory.iterdir()}


def test_variables_larger_than_a_piece_come_back_whole(tmp_path):
    left, right = run(0), run(1)
    assert of(tmp_path, left).save() == str(tmp_path / "step-0")
    assert numbers(left) != numbers(right)
    of(tmp_path, right).restore("step-0")
    assert numbers(left) == numbers(right)


def test_any_reader_of_checkpoints_sees_whole_variables(tmp_path):
    model = run(0)
    reader = tf.train.load_checkpoint(of(tmp_path, model).save())
    (table, _) = model.variables
    assert reader.get_tensor("model/0").tolist() == table.numpy().tolist()
    assert reader.get_tensor("optimizer/all/0") == 0


def test_the_two_newest_checkpoints_are_kept(tmp_path):
    model = run(0)
    saving = of(tmp_path, model)
    for step in (1, 2, 2, 3):
        model.optimizer.iterations.assign(step)
        saving.save()
    assert tf.train.latest_checkpoint(str(tmp_path)) == str(tmp_path / "step-3")
    assert names(tmp_path) == {"checkpoint", "step-2", "step-3"}


def test_the_best_ones_of_those_that_are_kept_are_kept(tmp_path):
    model, progress = run(0), Progress(logs="logs")
    saving = of(tmp_path, model, progress)
    for step, epochs in ((2, 1), (4, 2), (5, 2), (6, 3)):
        model.optimizer.iterations.assign(step)
        progress.epochs = epochs
        progress.best = Best(1, 0.5, "step-2")
        saving.save()
    assert names(tmp_path) == {"checkpoint", "step-2", "step-5", "step-6"}


def test_the_input_goes_on_behind_the_batches_of_the_epoch(tmp_path):
    model, progress = run(0), Progress(epochs=2, logs="logs")
    model.optimizer.iterations.assign(5)
    saving = of(tmp_path, model, progress)
    assert (saving.step, saving.batch) == (5, 1)
    # Back at the best of them.
    model.optimizer.iterations.assign(2)
    assert (saving.step, saving.batch) == (2, 0)


def test_the_weights_of_a_step_are_written_once(tmp_path):
    model, progress = run(0), Progress(logs="logs")
    saving = of(tmp_path, model, progress)
    saving.save()
    data = tmp_path / "step-0.data-00000-of-00001"
    before = data.stat().st_mtime_ns
    progress.epochs = 1
    saving.save()
    assert data.stat().st_mtime_ns == before
    assert checkpoint_state.read(tmp_path / "step-0.json").progress.epochs == 1


def test_what_is_left_of_other_runs_and_of_torn_writes_goes(tmp_path):
    for name in ("step-0.data-00000-of-00001", "step-9.json", "step-9.index"):
        (tmp_path / name).write_bytes(b"torn")
    torn = tmp_path / "step-0.data-00000-of-00001.tempstate1"
    torn.write_bytes(b"torn")
    of(tmp_path, run(0)).save()
    assert names(tmp_path) == {"checkpoint", "step-0"}
    assert not torn.exists()
    checkpoint_state.read(tmp_path / "step-0.json").check(tmp_path)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_not_saved(tmp_path, value):
    model = run(0)
    saving = of(tmp_path, model)
    saving.save()
    model.optimizer.iterations.assign(1)
    (table, _) = model.variables
    table.value[4, 1].assign(value)
    with pytest.raises(DivergedError) as error:
        saving.save()
    expected = "expected finite numbers, received others"
    assert str(error.value) == f"step 1: model/0: {expected}"
    assert names(tmp_path) == {"checkpoint", "step-0"}


def test_a_checkpoint_of_another_model_is_refused(tmp_path):
    model, other = run(0), run(1)
    other.variables[0] = keras.Variable(np.zeros((ROWS + 1, 2), np.float32))
    of(tmp_path, model).save()
    with pytest.raises(ContractError) as error:
        of(tmp_path, other).restore("step-0")
    expected = "expected the variables of this model, received "
    assert str(error.value).startswith(f"{tmp_path}/step-0: {expected}")


def test_rows_are_written_in_place():
    variable = tf.Variable(tf.zeros([4, 1]))
    table_rows.assign_rows(variable, 1, tf.constant([[5.0], [6.0]]))
    assert variable.numpy().tolist() == [[0], [5], [6], [0]]
