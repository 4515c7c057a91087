import keras
import numpy as np
import pytest
import tensorflow as tf

from trainer.optimizers.sparse_ftrl import SparseFtrl

RATE, INITIAL = 0.3, 0.1
REGULARIZED = {
    "l1_regularization_strength": 0.2,
    "l2_regularization_strength": 0.7,
    "l2_shrinkage_regularization_strength": 0.4,
    "beta": 0.5,
    "learning_rate_power": -0.6,
}


@pytest.mark.parametrize("strengths", [{}, REGULARIZED], ids=["plain", "regularized"])
def test_steps_with_repeated_rows_equal_the_reference(follows, strengths):
    ftrl = SparseFtrl(RATE, initial_accumulator_value=INITIAL, **strengths)
    accumulator, linear = np.full((6, 2), INITIAL), np.zeros((6, 2))
    p, beta = -ftrl.learning_rate_power, ftrl.beta
    l1, l2 = ftrl.l1_regularization_strength, ftrl.l2_regularization_strength

    def reference(table, row, gradient, step):
        s = gradient + 2 * ftrl.l2_shrinkage_regularization_strength * table[row]
        grown = accumulator[row] + gradient**2
        linear[row] += s - (grown**p - accumulator[row] ** p) / RATE * table[row]
        accumulator[row] = grown
        quadratic = (grown**p + beta) / RATE + 2 * l2
        table[row] = (np.clip(linear[row], -l1, l1) - linear[row]) / quadratic

    follows(ftrl, reference)


def test_a_weight_of_little_evidence_stays_exactly_zero():
    variable = keras.Variable(np.zeros((2, 1), np.float32))
    gradient = tf.IndexedSlices(
        tf.constant([[0.5], [-1.5]]), tf.constant([0, 1]), [2, 1]
    )
    ftrl = SparseFtrl(1.0, initial_accumulator_value=0.0, l1_regularization_strength=1)
    ftrl.apply([gradient], [variable])
    # linear is -1.5, so (-1 + 1.5) / sqrt(1.5^2); in the other row 0.5 is below 1.
    np.testing.assert_allclose(variable.numpy(), [[0], [0.5 / 1.5]], rtol=1e-6)


@pytest.mark.parametrize("strengths", [{}, REGULARIZED], ids=["plain", "regularized"])
def test_a_rate_that_could_vary_and_does_not_is_the_same(strengths):
    ftrl = SparseFtrl(
        RATE, initial_accumulator_value=INITIAL, rate_varies=True, **strengths
    )
    same = SparseFtrl(RATE, initial_accumulator_value=INITIAL, **strengths)
    start = np.zeros((3, 2), np.float32)
    left, right = keras.Variable(start), keras.Variable(start)
    random = np.random.default_rng(0)
    for rows in ([0, 1], [1, 1], [0, 2], [0, 1]):
        values = tf.constant(random.normal(size=(2, 2)).astype(np.float32))
        ftrl.apply([tf.IndexedSlices(values, tf.constant(rows), [3, 2])], [left])
        same.apply([tf.IndexedSlices(values, tf.constant(rows), [3, 2])], [right])
    np.testing.assert_allclose(left.numpy(), right.numpy(), rtol=1e-4)


@pytest.mark.parametrize("dense", [False, True])
def test_a_rate_that_falls_takes_no_weight_back(dense):
    falling = keras.optimizers.schedules.PiecewiseConstantDecay([0], [0.5, 1e-3])
    variable = keras.Variable(np.zeros((1, 1), np.float32))
    ftrl = SparseFtrl(falling, initial_accumulator_value=INITIAL, rate_varies=True)
    for value in (2.0, 1.0):
        gradient = tf.constant([[value]])
        if not dense:
            gradient = tf.IndexedSlices(gradient, tf.constant([0]), [1, 1])
        ftrl.apply([gradient], [variable])
    expected = -0.5 * 2 / np.sqrt(4.1) - 1e-3 * 1 / np.sqrt(5.1)
    np.testing.assert_allclose(variable.numpy(), [[expected]], rtol=1e-5)
    copy = SparseFtrl.from_config(ftrl.get_config())
    assert copy.rate_varies
