"""A model with the optimizer that trains it."""

import tensorflow as tf

from trainer import inputs
from trainer.config import UNTIL_STOPPED, RunConfig
from trainer.models.click_model import ClickModel
from trainer.optimizers.choice import optimizer_of
from trainer.record_folder import RecordFolder
from trainer.workers.exchange import Exchange

# Steps between two looks from Python, and so the longest wait of a SIGTERM.
STEPS_PER_EXECUTION = 16


def total_steps(config: RunConfig, train: RecordFolder) -> int | None:
    """Returns how many steps a run takes, at most; None where it has no end."""
    if config.train_steps == UNTIL_STOPPED:
        return None
    of_pass = inputs.steps_per_pass(train, config.batch_size)
    return config.train_steps or config.epochs * of_pass


def compile_model(
    model: ClickModel,
    config: RunConfig,
    steps: int | None = None,
    exchange: Exchange | None = None,
) -> None:
    """Gives the model its optimizer, and makes every variable of both.

    Args:
      model: of the run.
      config: its flags.
      steps: that it takes, at most (`total_steps`); a schedule falls over them.
      exchange: of the gradients of several workers.
    """
    if not model.built:
        model.build()
    optimizer = optimizer_of(config, model.trainable_variables, steps)
    products = tf.dtypes.as_dtype(config.precision)
    model.compile(optimizer, STEPS_PER_EXECUTION, products, exchange)
    model.optimizer.build(model.trainable_variables)
