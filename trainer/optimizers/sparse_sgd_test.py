import numpy as np
import pytest

from trainer.optimizers.sparse_sgd import SparseSGD

RATE = 0.3


def test_steps_with_repeated_rows_equal_the_reference(follows):
    def reference(table, row, gradient, step):
        table[row] -= RATE * gradient

    follows(SparseSGD(RATE), reference)


@pytest.mark.parametrize("nesterov", [False, True])
def test_momentum_equals_the_reference(follows, nesterov):
    velocity = np.zeros((6, 2))

    def reference(table, row, gradient, step):
        velocity[row] = 0.8 * velocity[row] - RATE * gradient
        further = 0.8 * velocity[row] - RATE * gradient
        table[row] += further if nesterov else velocity[row]

    follows(SparseSGD(RATE, momentum=0.8, nesterov=nesterov), reference)
