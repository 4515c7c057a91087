"""The click models, by the name that `--model` takes."""

from trainer.config import RunConfig
from trainer.contract.schema import Schema
from trainer.models.click_model import ClickModel
from trainer.models.linear import Linear
from trainer.models.wide_deep import WideDeep


def build(config: RunConfig, schema: Schema) -> ClickModel:
    """Returns the model that `--model` names, not compiled yet.

    Args:
      config: of the run.
      schema: resolved.
    """
    if config.model == "linear":
        return Linear(schema, config.seed)
    return WideDeep(
        schema, config.seed, config.embedding_dimension, config.hidden_units
    )
