"""The weights of an earlier run, and the slots of their optimizers, in a new model."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tensorflow as tf

from trainer import variable_files
from trainer.checkpoints import AVERAGE
from trainer.config import RunConfig
from trainer.contract.artifacts import ArtifactsDirectory
from trainer.contract.errors import ContractError
from trainer.contract.feature_tables import FeatureTables
from trainer.export.tables_file import tables_of
from trainer.models.click_model import ClickModel
from trainer.optimizers.multi_optimizer import MultiOptimizer
from trainer.optimizers.sparse_ftrl import SparseFtrl
from trainer.run_identity import flags_of
from trainer.table_rows import CHUNK_ROWS
from trainer.warm_start import finished_run, same_model
from trainer.warm_start.matching import BY_VALUE, Matching, Move
from trainer.warm_start.row_copies import copy_rows

# FTRL's weights follow from its slots and the rate of the step.
RATE_FLAGS = ("--wide-learning-rate", "--schedule", "--warmup-steps")


class WarmStart:
    """`--warm-start`: an earlier run that a new one begins with.

    Weights come with the slots of their optimizers and the steps that these count, as
    if the rows of now were the next ones of the earlier run: at Adagrad's first
    accumulator a single step would undo what a row has learnt, and FTRL's weights are
    nothing but their slots. What counts the steps of the run itself begins at 0, with
    the schedule of the rates.
    """

    def __init__(self, job: Path, config: RunConfig, artifacts: ArtifactsDirectory):
        """Opens the earlier run.

        Args:
          job: its folder.
          config: of the run of now.
          artifacts: of now.

        Raises:
          InputError: it has left no checkpoint, or no export.
          ContractError: it has not finished, is damaged, or has another model.
        """
        self._job, self._config, self._artifacts = job, config, artifacts
        self._run = finished_run.open_run(job)
        same_model.require_same_flags(self._run, config, artifacts.schema)

    @property
    def identity(self) -> Mapping[str, str]:
        """What the weights of now follow from besides: those of the earlier run."""
        return {"warm start": self._run.digest}

    def take(
        self, model: ClickModel, variables: Mapping[str, tf.Variable]
    ) -> Mapping[str, Any]:
        """Writes what there is of the earlier run into a model and its optimizer.

        Args:
          model: compiled; what is new has been drawn.
          variables: of both, by the names that a checkpoint has for them.

        Returns:
          How many ids of each feature are kept, new and gone, as `metrics.json` has it.

        Raises:
          ContractError: embeddings have other widths, or variables other shapes.
        """
        tables = tables_of(model, self._run.tables.salt)
        same_model.require_same_widths(self._run, tables)
        matching = Matching(self._run, self._artifacts, tables)
        if matching.way == BY_VALUE:
            schema = self._artifacts.schema
            same_model.require_known_rows(self._run, self._config, tables, schema)
        moves = self._moves(matching, tables)
        self._copy(model, variables, moves)
        self._restate(model)
        figures = {**self._figures(matching, tables, moves), **matching.figures()}
        _say(f"{self._run.checkpoint}: warm start {_totals(figures)}")
        return figures

    def _moves(
        self, matching: Matching, tables: FeatureTables
    ) -> Mapping[int, list[Move]]:
        """Returns what the rows of each table take, by the place of its variable."""
        pairs = zip(self._run.tables.tables, tables.tables, strict=True)
        return {new.variable: list(matching.moves(old, new)) for old, new in pairs}

    def _copy(
        self,
        model: ClickModel,
        variables: Mapping[str, tf.Variable],
        moves: Mapping[int, Sequence[Move]],
    ) -> None:
        path = str(self._run.checkpoint)
        shapes = tf.train.load_checkpoint(path).get_variable_to_shape_map()
        of_rows = _by_variable(model, moves)
        of_run = _of_the_run(model.optimizer)
        for name, variable in variables.items():
            if id(variable) in of_run or name.startswith(AVERAGE):
                continue
            taken = of_rows.get(id(variable))
            self._require_shape(name, variable, shapes, taken is not None)
            if taken is None:
                variable_files.restore(path, {name: variable})
            else:
                copy_rows(path, name, shapes[name], variable, taken)

    def _require_shape(
        self,
        name: str,
        variable: tf.Variable,
        shapes: Mapping[str, Sequence[int]],
        by_rows: bool,
    ) -> None:
        # Rows may be more or fewer, where it is known whose they are.
        first = 1 if by_rows else 0
        expected, received = shapes.get(name), variable.shape.as_list()
        if expected is None or expected[first:] != received[first:]:
            both = f"expected shape {expected}, received {received}"
            raise ContractError(f"{self._run.checkpoint}: {name}: {both}")

    def _restate(self, model: ClickModel) -> None:
        """Has FTRL's slots say the weights at the rate of now, where that is another.

        Where the rate varies, each step does it.
        """
        now = flags_of(self._config)
        if all(self._run.identity[flag] == now[flag] for flag in RATE_FLAGS):
            return
        for optimizer in model.optimizer.optimizers:
            if isinstance(optimizer, SparseFtrl) and not optimizer.rate_varies:
                for table in optimizer.tables:
                    _restate(optimizer, table)

    def _figures(
        self,
        matching: Matching,
        tables: FeatureTables,
        moves: Mapping[int, Sequence[Move]],
    ) -> dict[str, Any]:
        kept = {move.owner for of_table in moves.values() for move in of_table}
        owners = [block.owner for table in tables.tables for block in table.blocks]
        crosses = [
            {"columns": list(owner.cross), "kept": owner in kept}
            for owner in owners
            if owner.feature is None
        ]
        named = {"run": str(self._job), "checkpoint": self._run.checkpoint.name}
        return {**named, "crosses": crosses}


def _by_variable(
    model: ClickModel, moves: Mapping[int, Sequence[Move]]
) -> dict[int, Sequence[Move]]:
    """Returns what the rows of a table and of its slots take, by their identity."""
    found = {}
    for place, of_table in moves.items():
        table = model.weights[place]
        for variable in (table, *model.optimizer.slots_of(table).values()):
            found[id(variable.value)] = of_table
    return found


def _of_the_run(optimizer: MultiOptimizer) -> set[int]:
    """Returns the identities of what is the run's own: its steps, and all rates."""
    rates = [part.learning_rate for part in optimizer.optimizers]
    return {id(variable.value) for variable in (*optimizer.variables, *rates)}


def _restate(optimizer: SparseFtrl, table: tf.Variable) -> None:
    rate = tf.cast(optimizer.learning_rate, table.dtype)
    rows = table.shape[0]
    for start in range(0, rows, CHUNK_ROWS):
        optimizer.restate(table, tf.range(start, min(start + CHUNK_ROWS, rows)), rate)


def _totals(figures: Mapping[str, Any]) -> str:
    features = figures["features"].values()
    kept, new, gone = (
        sum(feature[what] for feature in features) for what in ("kept", "new", "gone")
    )
    told = f"by {figures['matched_by']}: {kept:,} ids kept, {new:,} new, {gone:,} gone"
    anew = sum(not cross["kept"] for cross in figures["crosses"])
    return f"{told}; {anew:,} crosses begin anew" if anew else told


def _say(text: str) -> None:
    print(f"trainer.task: {text}", file=sys.stderr, flush=True)
