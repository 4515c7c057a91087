from types import SimpleNamespace

import keras
import numpy as np
import pytest
import tensorflow as tf

from trainer.optimizers.sparse_adagrad import SparseAdagrad
from trainer.optimizers.sparse_adam import SparseAdam
from trainer.optimizers.sparse_ftrl import SparseFtrl
from trainer.optimizers.sparse_sgd import SparseSGD

ALL = (SparseAdagrad, SparseAdam, SparseFtrl, SparseSGD)


@pytest.fixture(params=ALL, ids=lambda kind: kind.__name__)
def kind(request):
    return request.param


class Table(keras.layers.Layer):
    def build(self, shape):
        self.table = self.add_weight(name="table", shape=(5, 2), initializer="ones")

    def call(self, ids):
        return tf.reduce_sum(tf.gather(self.table.value, ids), axis=[1, 2])


def table_model(optimizer):
    inputs = keras.Input([2], dtype="int32")
    model = keras.Model(inputs, Table()(inputs))
    model.compile(optimizer, loss="mse", jit_compile=False)
    return model


# Rows 0 and 1 repeat inside a batch; row 4 is never read.
IDS = np.array([[0, 1], [0, 0], [1, 2], [3, 1]], np.int32)
LABELS = np.array([3.0, 1.0, 0.0, -1.0], np.float32)


def trained(model, epochs=1):
    model.fit(IDS, LABELS, epochs=epochs, shuffle=False, batch_size=4, verbose=0)
    return np.array(model.weights[0].numpy())


def test_it_trains_a_keras_model_under_fit(kind):
    model = table_model(kind(0.05))
    before = model.evaluate(IDS, LABELS, verbose=0)
    table = trained(model, epochs=40)
    assert model.evaluate(IDS, LABELS, verbose=0) < before / 2
    assert (table[4] == 1).all()


@pytest.mark.filterwarnings("ignore:Do not pass an `input_shape`")
def test_a_saved_model_goes_on_as_if_it_had_not_stopped(kind, tmp_path):
    model = table_model(kind(0.1, l2=0.01))
    trained(model)
    model.save(tmp_path / "model.keras")
    custom = {"Table": Table}
    again = keras.models.load_model(tmp_path / "model.keras", custom_objects=custom)
    assert type(again.optimizer) is kind
    assert again.optimizer.get_config() == model.optimizer.get_config()
    assert trained(again).tobytes() == trained(model).tobytes()


def test_a_schedule_gives_the_rate_of_each_step(follows):
    schedule = keras.optimizers.schedules.PiecewiseConstantDecay(
        [0, 1], [0.5, 0.2, 4.0]
    )
    rates = {1: 0.5, 2: 0.2, 3: 4.0}

    def reference(table, row, gradient, step):
        table[row] -= rates[step] * gradient

    follows(SparseSGD(schedule), reference)


def test_the_norm_that_is_clipped_is_that_of_the_summed_rows(follows):
    def clipped(sums):
        return sums * 0.5 / max(0.5, np.linalg.norm(sums))

    def reference(table, row, gradient, step):
        table[row] -= 0.3 * gradient

    follows(SparseSGD(0.3, clipnorm=0.5), reference, clipped)
    follows(SparseSGD(0.3, global_clipnorm=0.5), reference, clipped)


def test_a_value_that_is_clipped_is_that_of_the_summed_row(follows):
    def reference(table, row, gradient, step):
        table[row] -= 0.3 * np.clip(gradient, -0.1, 0.1)

    follows(SparseSGD(0.3, clipvalue=0.1), reference)


def test_replicas_that_read_one_row_are_summed(monkeypatch):
    variable = keras.Variable(np.ones((2, 1), np.float32))
    adagrad = SparseAdagrad(1.0, initial_accumulator_value=0.0)
    adagrad.build([variable])
    together = SimpleNamespace(num_replicas_in_sync=2)
    monkeypatch.setattr(tf.distribute, "get_strategy", lambda: together)
    reduced = tf.IndexedSlices(tf.constant([[2.0], [1.0]]), tf.constant([1, 1]), [2, 1])
    adagrad.update_step(reduced, variable.value, 1.0)
    (accumulator,) = adagrad._accumulators
    assert accumulator.numpy().tolist() == [[0], [9]]


def test_l2_pulls_the_rows_that_were_read(follows):
    def reference(table, row, gradient, step):
        table[row] -= 0.3 * (gradient + 0.7 * table[row])

    follows(SparseSGD(0.3, l2=0.7), reference)


def test_l2_pulls_all_of_a_dense_variable():
    variable = keras.Variable([1.0, -2.0])
    SparseSGD(0.5, l2=0.5).apply([tf.constant([0.0, 1.0])], [variable])
    # 1 - .5 * .5 * 1 and -2 - .5 * (1 + .5 * -2)
    assert variable.numpy().tolist() == [0.75, -2.0]


@pytest.mark.parametrize(
    ("name", "value"),
    [("weight_decay", 0.1), ("use_ema", True), ("gradient_accumulation_steps", 2)],
)
def test_what_passes_over_the_whole_table_is_refused(kind, name, value):
    with pytest.raises(ValueError) as error:
        kind(0.1, **{name: value})
    expected = "expected none, as it passes over the whole table at every step"
    rest = f"(l2 decays the rows that a batch has read), received {value}"
    assert str(error.value) == f"{name}: {expected} {rest}"


@pytest.mark.parametrize("l2", [-0.1, float("inf"), float("nan")])
def test_an_l2_that_is_no_strength_is_refused(kind, l2):
    with pytest.raises(ValueError) as error:
        kind(0.1, l2=l2)
    assert str(error.value) == f"l2: expected a number from 0, received {l2}"


def test_no_operation_of_a_step_has_the_shape_of_the_table(kind):
    variable = keras.Variable(np.ones((1000, 2), np.float32))
    optimizer = kind(0.1, l2=0.1, global_clipnorm=1.0)
    optimizer.build([variable])

    @tf.function
    def step(values, rows):
        slices = tf.IndexedSlices(values, rows, [1000, 2])
        optimizer.apply([slices], [variable])

    spec = tf.TensorSpec([None, 2]), tf.TensorSpec([None], tf.int32)
    operations = step.get_concrete_function(*spec).graph.get_operations()
    shapes = [
        o.shape.as_list() for op in operations for o in op.outputs if o.shape.rank
    ]
    assert shapes
    assert [1000, 2] not in shapes
