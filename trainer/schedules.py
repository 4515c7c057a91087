"""The factor of all learning rates at a step: warm-up, then a decay to the end."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import keras
import tensorflow as tf

from trainer.config import RunConfig
from trainer.contract.errors import UsageError
from trainer.optimizer_flags import COSINE, LINEAR

DECAYS: Mapping[str, Callable[[tf.Tensor], tf.Tensor]] = {
    LINEAR: lambda done: 1 - done,
    COSINE: lambda done: (1 + tf.cos(math.pi * done)) / 2,
}


@keras.saving.register_keras_serializable("sparky")
class RateFactor(keras.optimizers.schedules.LearningRateSchedule):
    """What a step multiplies its rates by; step t of T counts from 0.

    The first W steps have `(t + 1) / W` (Goyal et al., "Accurate, Large Minibatch SGD",
    2017, section 2.2). After them, with x = (t - W) / (T - W), `linear` is `1 - x`,
    `cosine` is `(1 + cos(pi x)) / 2` (Loshchilov and Hutter, "SGDR", 2017, equation 5
    without restarts) and `constant` is 1. None is 0 before the end.
    """

    def __init__(self, schedule: str, warmup_steps: int, total_steps: int | None):
        """Takes the shape.

        Args:
          schedule: `constant`, `linear` or `cosine`.
          warmup_steps: W; 0 is none.
          total_steps: T; None is no end, which only `constant` stands.
        """
        super().__init__()
        self._given = (schedule, warmup_steps, total_steps)

    def __call__(self, step: Any) -> tf.Tensor:
        """Returns the factor of a step, float32."""
        schedule, warmup, total = self._given
        # Counts of steps above 2^24 are no float32.
        step = tf.cast(step, tf.float64)
        factor = tf.ones([], tf.float64)
        if schedule in DECAYS:
            done = tf.maximum(step - warmup, 0) / (total - warmup)
            factor = DECAYS[schedule](done)
        if warmup:
            factor = tf.where(step < warmup, (step + 1) / warmup, factor)
        return tf.cast(factor, tf.float32)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments that make the same schedule."""
        names = ("schedule", "warmup_steps", "total_steps")
        return dict(zip(names, self._given, strict=True))


def factor_of(config: RunConfig, total_steps: int | None) -> RateFactor | None:
    """Returns the factor that the flags of a run ask for; None where it is always 1.

    Args:
      config: of the run.
      total_steps: that it takes, at most; None is no end.

    Raises:
      UsageError: the warm-up takes all of them.
    """
    if config.schedule not in DECAYS and not config.warmup_steps:
        return None
    if total_steps is not None and config.warmup_steps >= total_steps:
        expected = f"fewer than the {total_steps} steps of the run"
        raise UsageError(
            f"--warmup-steps: expected {expected}, received {config.warmup_steps}"
        )
    return RateFactor(config.schedule, config.warmup_steps, total_steps)
