"""The optimizer that the flags of a run ask for."""

from collections.abc import Sequence

import keras

from trainer.config import RunConfig
from trainer.optimizers.multi_optimizer import MultiOptimizer, holds
from trainer.optimizers.row_sparse import RowSparse
from trainer.optimizers.sparse_adagrad import SparseAdagrad
from trainer.optimizers.sparse_adam import SparseAdam
from trainer.optimizers.sparse_ftrl import SparseFtrl

# Squared gradients of a table's row are tiny: at Keras' own 0.1 it hardly moves.
TABLE_ACCUMULATOR = 0.001


def optimizer_of(
    config: RunConfig, variables: Sequence[keras.Variable]
) -> MultiOptimizer:
    """Returns one optimizer for all variables of a click model.

    FTRL has the layer `wide`, the row-sparse optimizer of `--table-optimizer` the layer
    `deep`, and Adam all else. A model without one of the layers does without its part.
    """
    parts = {"wide": _wide(config), "deep": _deep(config)}
    there = {
        name: optimizer
        for name, optimizer in parts.items()
        if any(holds(name, variable) for variable in variables)
    }
    return MultiOptimizer(there, SparseAdam(config.dense_learning_rate))


def _wide(config: RunConfig) -> RowSparse:
    return SparseFtrl(
        config.wide_learning_rate,
        initial_accumulator_value=TABLE_ACCUMULATOR,
        l2=config.l2,
    )


def _deep(config: RunConfig) -> RowSparse:
    if config.table_optimizer == "adam":
        return SparseAdam(config.learning_rate, l2=config.l2)
    return SparseAdagrad(
        config.learning_rate,
        initial_accumulator_value=TABLE_ACCUMULATOR,
        l2=config.l2,
    )
