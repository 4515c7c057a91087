"""The click models, by the name that `--model` takes."""

from trainer.config import RunConfig
from trainer.contract.errors import UsageError
from trainer.contract.schema import Schema
from trainer.layers.feature_columns import FeatureColumns
from trainer.layers.mixed_embedding import width_by_size
from trainer.model_flags import MODELS, MOST_BY_SIZE
from trainer.models import own_model
from trainer.models.click_model import ClickModel
from trainer.models.dcn_v2 import DCNv2
from trainer.models.deepfm import DeepFM
from trainer.models.dlrm import DLRM
from trainer.models.linear import Linear
from trainer.models.mlp import MLP
from trainer.models.ncf import NCF
from trainer.models.wide_deep import WideDeep

# Those that put embeddings beside each other.
OF_ANY_WIDTHS = {"wide-deep": WideDeep, "dcn-v2": DCNv2, "mlp": MLP}
# Those that multiply one column's embedding with another's.
OF_ONE_WIDTH = {"deepfm": DeepFM, "dlrm": DLRM}


def build(config: RunConfig, schema: Schema) -> ClickModel:
    """Returns the model that `--model` names, not compiled yet.

    Args:
      config: of the run.
      schema: resolved.

    Raises:
      UsageError: the model takes embeddings of one width, and they have several, or
        other features than the schema has; or a user's own is not one.
    """
    if config.model not in MODELS:
        return own_model.load(config, schema)
    columns = FeatureColumns(schema, config.list_combiner, config.numbers)
    if config.model == "linear":
        return Linear(columns, config.seed)
    dimensions = embedding_dimensions(config, columns)
    if config.model == "ncf":
        width = _one_width(config, dimensions)
        return NCF(columns, config.seed, width, config.hidden_units, config.l2)
    if config.model in OF_ONE_WIDTH:
        model, width = OF_ONE_WIDTH[config.model], _one_width(config, dimensions)
        return model(columns, config.seed, width, config.hidden_units)
    model, widths = OF_ANY_WIDTHS[config.model], list(dimensions.values())
    return model(columns, config.seed, widths, config.hidden_units)


def embedding_dimensions(config: RunConfig, columns: FeatureColumns) -> dict[str, int]:
    """Returns the width of each embedding by its column, in the order of a model's.

    A width is the schema's, where that has one, or else what `--embedding-dimension`
    says.
    """
    given = {c.name: c.embedding_dimension for c in columns.schema.columns}
    return {
        name: given[name]
        or config.embedding_dimension
        or width_by_size(size, MOST_BY_SIZE)
        for name, size in zip(columns.names, columns.sizes, strict=True)
    }


def _one_width(config: RunConfig, dimensions: dict[str, int]) -> int:
    columns = {}
    for column, dimension in dimensions.items():
        columns.setdefault(dimension, column)
    if len(columns) > 1:
        received = " and ".join(f"{width} of {name}" for width, name in columns.items())
        raise UsageError(
            f"--model {config.model}: expected embeddings of one width, by "
            "--embedding-dimension N and nothing else in the schema, "
            f"received {received}"
        )
    # Without a categorical column there are the vectors of the numbers all the same.
    return next(iter(columns), config.embedding_dimension or MOST_BY_SIZE)
