import threading

import numpy as np
import pytest
import tensorflow as tf

from trainer.contract.errors import LostWorkerError
from trainer.workers.parameter_servers.steps_under_way import StepsUnderWay


class Later:
    """What a coordinator returns of a step: its result, when there is one."""

    def __init__(self, result):
        self.ready, self._result = threading.Event(), result

    def fetch(self):
        self.ready.wait()
        if isinstance(self._result, Exception):
            raise self._result
        return self._result


class Coordinator:
    """A coordinator whose steps end when a test says so."""

    def __init__(self):
        self.steps = []

    def schedule(self, learn, args):
        self.steps.append(Later(learn(*args)))
        return self.steps[-1]


def of(learn, seconds=30.0):
    coordinator = Coordinator()
    return coordinator, StepsUnderWay(coordinator, learn, seconds)


def test_steps_end_in_the_order_in_which_they_were_begun():
    coordinator, steps = of(lambda number: np.float32([number, 1]))
    steps.add((1,))
    steps.add((2,))
    assert steps.count == 2
    for step in reversed(coordinator.steps):
        step.ready.set()
    assert [steps.end().tolist(), steps.end().tolist()] == [[1, 1], [2, 1]]
    assert steps.count == 0


def test_the_error_of_a_step_is_that_of_its_end():
    error = tf.errors.InvalidArgumentError(None, None, "fewer rows than that")
    coordinator, steps = of(lambda: error)
    steps.add(())
    coordinator.steps[0].ready.set()
    with pytest.raises(tf.errors.InvalidArgumentError, match="fewer rows than that"):
        steps.end()


def test_a_step_that_does_not_end_in_time_is_said_to_be_lost():
    _, steps = of(lambda: None, seconds=0.05)
    steps.add(())
    with pytest.raises(LostWorkerError) as caught:
        steps.end()
    assert str(caught.value) == (
        "waited 0.05 s for a step: expected a worker to end it, received nothing of any"
    )
