"""Three batches with repeated rows, taken by an optimizer and by a numpy reference."""

from collections.abc import Callable

import keras
import numpy as np
import pytest
import tensorflow as tf

# Repeated in a batch, read again by the next, and rows 1, 2 and 4 never.
BATCHES = ([0, 3, 3, 3, 0], [3], [5, 5])
UNREAD = [1, 2, 4]

# Takes a table [R, D] that it changes, a row, its summed gradient [D], and the step.
Reference = Callable[[np.ndarray, int, np.ndarray, int], None]


@pytest.fixture
def follows():
    """Asserts that an optimizer does what a reference does, row by row, in float64."""

    def compare(
        optimizer: keras.optimizers.Optimizer,
        reference: Reference,
        change: Callable[[np.ndarray], np.ndarray] = lambda sums: sums,
    ) -> None:
        random = np.random.default_rng(0)
        table = random.normal(size=(6, 2)).astype(np.float32)
        expected, variable = table.astype(np.float64), keras.Variable(table)
        for step, rows in enumerate(BATCHES, start=1):
            values = random.normal(size=(len(rows), 2)).astype(np.float32)
            distinct = np.unique(rows)
            sums = np.stack([values[np.equal(rows, r)].sum(axis=0) for r in distinct])
            for row, gradient in zip(distinct, change(sums), strict=True):
                reference(expected, row, gradient, step)
            slices = tf.IndexedSlices(tf.constant(values), tf.constant(rows), [6, 2])
            optimizer.apply([slices], [variable])
        np.testing.assert_allclose(variable.numpy(), expected, rtol=1e-5)
        assert (variable.numpy()[UNREAD] == table[UNREAD]).all()
        read = [0, 3, 5]
        assert (variable.numpy()[read] != table[read]).all()

    return compare
