"""The click models, by the name that `--model` takes."""

from trainer.config import MOST_BY_SIZE, RunConfig
from trainer.contract.schema import Schema
from trainer.layers.mixed_embedding import width_by_size
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
    dimensions = embedding_dimensions(config, schema)
    return WideDeep(schema, config.seed, dimensions, config.hidden_units)


def embedding_dimensions(config: RunConfig, schema: Schema) -> list[int]:
    """Returns the width of each categorical column's embedding, [C].

    It is the schema's, where that has one, or else what `--embedding-dimension` says.
    """
    return [
        column.embedding_dimension
        or config.embedding_dimension
        or width_by_size(schema.vocabulary_size(column.name), MOST_BY_SIZE)
        for column in schema.categorical
    ]
