import math

import numpy as np
import pytest

from trainer import config, schedules
from trainer.contract.errors import UsageError
from trainer.optimizers.choice import optimizer_of
from trainer.schedules import RateFactor

FLAGS = ["--job-dir=j", "--train-dir=t", "--eval-dir=e"]


@pytest.mark.parametrize(
    ("given", "factors"),
    [
        (("constant", 2, None), [1 / 2, 1, 1, 1, 1, 1]),
        (("linear", 0, 5), [1, 0.8, 0.6, 0.4, 0.2, 0]),
        (("linear", 2, 6), [1 / 2, 1, 1, 0.75, 0.5, 0.25, 0]),
        (
            ("cosine", 0, 4),
            [1, (1 + math.sqrt(0.5)) / 2, 0.5, 0.5 - math.sqrt(1 / 8), 0],
        ),
    ],
)
def test_rates_rise_then_fall_to_nothing_behind_the_last_step(given, factors):
    schedule = RateFactor(*given)
    received = [float(schedule(step)) for step in range(len(factors))]
    np.testing.assert_allclose(received, factors, atol=1e-7)


def test_steps_above_those_of_float32_are_told_apart():
    schedule = RateFactor("linear", 0, 2**25)
    assert float(schedule(2**25 - 1)) == 2**-25


def factor(*flags, total=10):
    return schedules.factor_of(config.parse([*FLAGS, *flags]), total)


def test_without_a_flag_there_is_no_schedule():
    assert factor() is None
    assert optimizer_of(config.parse(FLAGS), []).get_config()["learning_rate"] == 1


def test_the_factor_is_that_of_all_rates():
    parsed = config.parse([*FLAGS, "--schedule=cosine", "--warmup-steps=3"])
    rate = optimizer_of(parsed, [], 10).get_config()["learning_rate"]
    expected = {"schedule": "cosine", "warmup_steps": 3, "total_steps": 10}
    assert rate["config"] == expected


def test_a_warm_up_that_never_ends_is_refused():
    assert factor("--warmup-steps=9").get_config()["warmup_steps"] == 9
    with pytest.raises(UsageError) as error:
        factor("--warmup-steps=10")
    expected = "expected fewer than the 10 steps of the run, received 10"
    assert str(error.value) == f"--warmup-steps: {expected}"
