"""Whether the weights of an earlier run are those of a model of now."""

from collections.abc import Mapping
from typing import Any

from trainer import run_identity
from trainer.config import RunConfig
from trainer.contract.errors import ContractError
from trainer.contract.feature_tables import FeatureTables
from trainer.contract.schema import Schema
from trainer.run_identity import flags_of
from trainer.warm_start.finished_run import FinishedRun

# What says which variables there are, what they are multiplied with, and which slots
# they have.
FLAGS = (
    "--model",
    "--embedding-dimension",
    "--hidden-units",
    "--numbers",
    "--list-combiner",
    "--table-optimizer",
)
HINT = " (--warm-start takes a run of the same model)"


def require_same_flags(run: FinishedRun, config: RunConfig, schema: Schema) -> None:
    """Refuses a run with other flags that make the model, or with other features.

    Raises:
      ContractError: naming the checkpoint, and all that differs.
    """
    saved = _shown(run.identity, run.schema)
    now = _shown(flags_of(config), schema)
    run_identity.require_same(saved, now, run.checkpoint, HINT)


def require_same_widths(run: FinishedRun, tables: FeatureTables) -> None:
    """Refuses a run whose embeddings have other widths, as by-size gives them.

    Raises:
      ContractError: naming the checkpoint, and the features.
    """
    saved, now = _widths(run.tables), _widths(tables)
    run_identity.require_same(saved, now, run.checkpoint, HINT)


def require_known_rows(
    run: FinishedRun, config: RunConfig, tables: FeatureTables, schema: Schema
) -> None:
    """Refuses a model that does not say which value a row is of, if values may move.

    Raises:
      ContractError: naming the checkpoint.
    """
    if schema.categorical and not tables.tables:
        expected = "expected its own artifacts or extended ones, received others"
        told = f"--model {config.model} does not say which row is of which value"
        raise ContractError(f"{run.checkpoint}: {expected}: {told}")


def _shown(flags: Mapping[str, Any], schema: Schema) -> Mapping[str, Any]:
    columns = {
        "numeric columns": schema.numeric,
        "categorical columns": schema.categorical,
        "columns of lists": schema.lists,
    }
    named = {kind: [c.name for c in of_kind] for kind, of_kind in columns.items()}
    return {**{flag: flags[flag] for flag in FLAGS}, **named}


def _widths(tables: FeatureTables) -> Mapping[str, int]:
    return {
        f"{block.owner.role} of {block.owner.feature}": table.width
        for table in tables.tables
        for block in table.blocks
        if block.owner.feature is not None
    }
