"""The optimizer that the flags of a run ask for."""

from collections.abc import Sequence

import keras

from trainer.config import RunConfig
from trainer.optimizer_flags import L2_IN_LOSS
from trainer.optimizers.multi_optimizer import MultiOptimizer, holds
from trainer.optimizers.row_sparse import RowSparse
from trainer.optimizers.sparse_adagrad import SparseAdagrad
from trainer.optimizers.sparse_adam import SparseAdam
from trainer.optimizers.sparse_ftrl import SparseFtrl
from trainer.schedules import factor_of

# Squared gradients of a table's row are tiny: at Keras' own 0.1 it hardly moves.
TABLE_ACCUMULATOR = 0.001


def optimizer_of(
    config: RunConfig,
    variables: Sequence[keras.Variable],
    total_steps: int | None = None,
) -> MultiOptimizer:
    """Returns one optimizer for all variables of a click model.

    FTRL has the layer `wide`, the row-sparse optimizer of `--table-optimizer` the layer
    `deep`, and Adam all else. A model without one of the layers does without its part.
    The factor of `--schedule` and `--warmup-steps` is that of all of them.

    Args:
      config: of the run.
      variables: of the model.
      total_steps: that the run takes, at most; None is no end.

    Raises:
      UsageError: the warm-up takes all steps.
    """
    factor = factor_of(config, total_steps)
    parts = {"wide": _wide(config, factor is not None), "deep": _deep(config)}
    there = {
        name: optimizer
        for name, optimizer in parts.items()
        if any(holds(name, variable) for variable in variables)
    }
    rest = SparseAdam(config.dense_learning_rate)
    return MultiOptimizer(there, rest, factor or 1.0)


def _wide(config: RunConfig, rate_varies: bool) -> RowSparse:
    return SparseFtrl(
        config.wide_learning_rate,
        rate_varies=rate_varies,
        initial_accumulator_value=TABLE_ACCUMULATOR,
        l2=config.l2,
    )


def _deep(config: RunConfig) -> RowSparse:
    l2 = 0.0 if config.model in L2_IN_LOSS else config.l2
    if config.table_optimizer == "adam":
        return SparseAdam(config.learning_rate, l2=l2)
    return SparseAdagrad(
        config.learning_rate,
        initial_accumulator_value=TABLE_ACCUMULATOR,
        l2=l2,
    )
