import keras
import numpy as np
import pytest
import tensorflow as tf

from trainer.optimizers.multi_optimizer import MultiOptimizer
from trainer.optimizers.sparse_adagrad import SparseAdagrad
from trainer.optimizers.sparse_ftrl import SparseFtrl
from trainer.optimizers.sparse_sgd import SparseSGD


class Table(keras.layers.Layer):
    def build(self, shape):
        self.table = self.add_weight(name="table", shape=(4, 1), initializer="ones")

    def call(self, ids):
        return tf.gather(self.table.value, ids)[:, 0]


def two_tables(optimizer):
    """Logits from a wide and a deep table, and a dense layer on the latter."""
    ids = keras.Input([1], dtype="int32")
    dense = keras.layers.Dense(1, kernel_initializer="ones", name="dense")
    deep = dense(Table(name="deep")(ids))
    model = keras.Model(ids, keras.layers.add([Table(name="wide")(ids), deep]))
    model.compile(optimizer, loss="mse", jit_compile=False)
    return model


IDS, LABELS = np.array([[0], [1], [1]], np.int32), np.array([0.0, 1.0, 4.0], np.float32)


def weights(model):
    return {v.path: np.array(v.numpy()) for v in model.weights}


def trained(model, epochs=2):
    model.fit(IDS, LABELS, epochs=epochs, batch_size=3, shuffle=False, verbose=0)
    return weights(model)


def parts():
    wide = SparseFtrl(0.3, initial_accumulator_value=0.01)
    return {"wide": wide, "deep": SparseAdagrad(0.2)}


def whole():
    return MultiOptimizer(parts(), keras.optimizers.Adam(0.1))


def test_each_part_takes_the_step_of_its_own_optimizer():
    model = two_tables(whole())
    after = trained(model, epochs=1)
    # The logit of each row is 2; the gradients of their mean squared error are these.
    logits = 2 * (2 - LABELS) / 3
    rows = np.array([[logits[0]], [logits[1] + logits[2]]])
    # FTRL's linear slot starts from 0, and forgets that the weight was 1.
    linear = rows - (np.sqrt(0.01 + rows**2) - 0.1) / 0.3
    wide = -linear * 0.3 / np.sqrt(0.01 + rows**2)
    deep = 1 - 0.2 * rows / np.sqrt(0.1 + rows**2)
    np.testing.assert_allclose(after["wide/table"][:2], wide, rtol=1e-5)
    np.testing.assert_allclose(after["deep/table"][:2], deep, rtol=1e-5)
    assert (after["wide/table"][2:] == 1).all()
    # Adam's first step is its rate, against the sign of the gradient.
    assert logits.sum() > 0
    np.testing.assert_allclose(after["dense/kernel"], [[0.9]], rtol=1e-5)


def test_a_saved_model_goes_on_as_if_it_had_not_stopped(tmp_path):
    model = two_tables(whole())
    trained(model)
    model.save(tmp_path / "model.keras")
    custom = {"Table": Table}
    again = keras.models.load_model(tmp_path / "model.keras", custom_objects=custom)
    assert again.optimizer.get_config() == model.optimizer.get_config()
    expected, received = trained(model), trained(again)
    assert {n: w.tobytes() for n, w in received.items()} == {
        n: w.tobytes() for n, w in expected.items()
    }


def test_a_checkpoint_has_the_slots_of_all_parts(tmp_path):
    model, other = two_tables(whole()), two_tables(whole())
    trained(model)
    saved = tf.train.Checkpoint(model=model, optimizer=model.optimizer).save(
        str(tmp_path / "c")
    )
    other.optimizer.build(other.trainable_variables)
    restored = tf.train.Checkpoint(model=other, optimizer=other.optimizer)
    restored.restore(saved).assert_consumed()
    expected, received = trained(model), trained(other)
    for name, weight in expected.items():
        assert weight.tobytes() == received[name].tobytes()


def test_its_rate_multiplies_those_of_its_parts():
    halved = MultiOptimizer({"wide": SparseSGD(0.5)}, SparseSGD(0.2))
    model = two_tables(halved)
    model.optimizer.learning_rate = 0.5
    direct = two_tables(MultiOptimizer({"wide": SparseSGD(0.25)}, SparseSGD(0.1)))
    received = trained(model)
    for name, weight in trained(direct).items():
        np.testing.assert_allclose(received[name], weight, rtol=1e-6)


def test_its_rate_may_be_a_schedule_and_so_may_those_of_its_parts():
    falling = keras.optimizers.schedules.ExponentialDecay(1.0, 1, 0.5)
    rest = SparseSGD(falling)
    one = MultiOptimizer({"wide": SparseSGD(0.5)}, rest, learning_rate=falling)
    copy = MultiOptimizer.from_config(one.get_config())
    assert copy.get_config() == one.get_config()
    received = trained(two_tables(copy))
    for name, weight in trained(two_tables(one)).items():
        assert weight.tobytes() == received[name].tobytes()
    assert [int(o.iterations) for o in copy.optimizers] == [2, 2]


def test_a_part_that_no_layer_is_named_after_is_refused():
    optimizer = MultiOptimizer({"wyde": SparseSGD(0.1)}, SparseSGD(0.1))
    variable = keras.Variable([1.0], name="bias")
    with pytest.raises(ValueError) as error:
        optimizer.build([variable])
    assert str(error.value) == ("wyde: expected a layer with variables, received bias")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("use_ema", True),
        ("gradient_accumulation_steps", 2),
        ("loss_scale_factor", 8.0),
    ],
)
def test_what_a_part_has_no_part_in_is_refused(name, value):
    rest = keras.optimizers.Adam(0.1, name="adam", **{name: value})
    with pytest.raises(ValueError) as error:
        MultiOptimizer({}, rest)
    expected = "expected none for adam, an optimizer of a part"
    assert str(error.value) == f"{name}: {expected}, received {value}"
