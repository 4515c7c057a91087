"""Checkpoints of a run under its job's folder: a run that is killed goes on there."""

import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from trainer import checkpoint_state, job_folder, variable_files
from trainer.checkpoint_state import SUFFIX, CheckpointState, Progress
from trainer.contract import publish
from trainer.contract.errors import ContractError
from trainer.models.click_model import ClickModel
from trainer.optimizers.multi_optimizer import MultiOptimizer
from trainer.run_identity import machine
from trainer.workers.team import Alone

KEPT = 2
LATEST = "checkpoint"
PREFIX = "step-"
# Below the job's folder.
FOLDER = job_folder.CHECKPOINTS
# What the names of the averages of an epoch begin with.
AVERAGE = "average"


class Checkpoints:
    """Saves a training run, and brings a saved one back.

    A checkpoint is the variables of the model, its optimizer and its averages, in
    TensorFlow's own format, and a small JSON file beside them, which is written last,
    in one step, and has the size and checksum of every file. Without it there is no
    checkpoint; one whose files are not as it says is damaged.

    Attributes:
      directory: where they are.
      averages: those of the epoch so far.
      variables: all that a checkpoint has, by the names that they have there.
      saved_at: when the last one was saved, of `time.monotonic`.
    """

    def __init__(
        self,
        directory: Path,
        model: ClickModel,
        progress: Progress,
        identity: Mapping[str, Any],
        batches: int,
        team: Alone,
    ):
        """Says what belongs to a checkpoint; nothing is written yet.

        Args:
          directory: `JOB_DIR/checkpoints`.
          model: compiled, with its variables and those of its optimizer made.
          progress: how far the run has come; read whenever it is saved.
          identity: what the weights follow from (`run_identity.identity_of`).
          batches: of an epoch.
          team: its chief alone writes; of the others `save` does nothing.
        """
        self._team = team
        self.directory = directory
        self.saved_at = time.monotonic()
        self.averages = _values([v for m in model.metrics for v in m.variables])
        self.variables = {
            **model_variables(model),
            **_of_optimizer(model.optimizer),
            **_named(AVERAGE, self.averages),
        }
        self._steps = model.optimizer.iterations
        self._progress = progress
        self._identity = identity
        self._batches = batches
        # The names of those that are this run's, the newest last, and their best ones.
        self._kept: dict[str, str | None] = {}

    @property
    def name(self) -> str:
        """What a checkpoint of now is called."""
        return f"{PREFIX}{self.step}"

    @property
    def step(self) -> int:
        """Steps that made the weights of now."""
        return int(self._steps.numpy())

    @property
    def batch(self) -> int:
        """Batches of the epoch after the complete ones that are among these steps."""
        # Back at the best weights, there are fewer steps than the epochs had.
        return max(self.step - self._progress.epochs * self._batches, 0)

    def save(self) -> str:
        """Saves the run as it stands; returns where.

        The weights of a step are written once: what else has changed since is in the
        small file.

        Raises:
          DivergedError: a variable is not finite; nothing has been written.
        """
        self._team.collect()
        if not self._team.is_chief:
            return str(self.directory / self.name)
        self.directory.mkdir(parents=True, exist_ok=True)
        name, place = self.name, self._place(self.name)
        if name in self._kept:
            files = checkpoint_state.read(place).files
        else:
            files = self._write(name)
        state = CheckpointState(
            self.step, self.batch, self._progress, self._identity, machine(), files
        )
        state.write(place)
        self._keep(name)
        self.saved_at = time.monotonic()
        return str(self.directory / name)

    def restore(self, name: str) -> None:
        """Brings the variables back that `save` left.

        Raises:
          ContractError: they are not the model's.
        """
        path = self.directory / name
        try:
            variable_files.restore(str(path), self.variables)
        except tf.errors.OpError as error:
            expected = "expected the variables of this model"
            raise ContractError(f"{path}: {expected}, received {error.message}") from (
                error
            )

    def go_on_from(self, name: str) -> None:
        """Restores a checkpoint of this run, which an earlier process has saved."""
        self.restore(name)
        best = self._progress.best
        if best:
            self._kept[best.checkpoint] = best.checkpoint
        self._kept[name] = best.checkpoint if best else None

    def _write(self, name: str) -> tuple[checkpoint_state.File, ...]:
        variable_files.require_finite(self.variables, f"step {self.step}")
        path = self.directory / name
        # One of an earlier run may have this name, and a write that was cut off.
        _remove(self.directory.glob(f"{name}.*"))
        variable_files.save(str(path), self.variables)
        files = sorted(self.directory.glob(f"{name}.*"))
        for file in files:
            publish.sync(file)
        return tuple(map(checkpoint_state.described, files))

    def _keep(self, name: str) -> None:
        best = self._progress.best
        self._kept.pop(name, None)
        self._kept[name] = best.checkpoint if best else None
        newest = list(self._kept)[-KEPT:]
        needed = {*newest, *(self._kept[n] for n in newest)}
        self._kept = {n: b for n, b in self._kept.items() if n in needed}
        # What `tf.train.latest_checkpoint` and TensorBoard look for.
        lines = [f'model_checkpoint_path: "{name}"']
        lines += [f'all_model_checkpoint_paths: "{kept}"' for kept in self._kept]
        publish.replace(self.directory / LATEST, "\n".join([*lines, ""]).encode())
        every = self.directory.glob(f"{PREFIX}*")
        _remove(p for p in every if p.name.partition(".")[0] not in self._kept)

    def _place(self, name: str) -> Path:
        return self.directory / f"{name}{SUFFIX}"


def model_variables(model: ClickModel) -> Mapping[str, tf.Variable]:
    """Returns what a checkpoint has of a model, by the names that it has there."""
    # With the state of random layers.
    return _named("model", _values(model.variables))


def _of_optimizer(optimizer: MultiOptimizer) -> Mapping[str, tf.Variable]:
    # By part: one of them has a variable less where its rate is a schedule.
    parts = optimizer.by_part.items()
    named = (_named(f"optimizer/{name}", _values(own)) for name, own in parts)
    return {key: variable for part in named for key, variable in part.items()}


def _remove(paths: Iterable[Path]) -> None:
    # First the small files: what is half removed is no checkpoint. The newest of them
    # last: it says that an earlier run has finished.
    for path in sorted(paths, key=lambda p: (p.suffix != SUFFIX, p.stat().st_mtime)):
        path.unlink()


def _values(variables: Sequence[keras.Variable]) -> list[tf.Variable]:
    return [variable.value for variable in variables]


def _named(role: str, variables: Sequence[tf.Variable]) -> Mapping[str, tf.Variable]:
    # Positions, not paths: a second model of the process has other names in its paths.
    return {f"{role}/{number}": variable for number, variable in enumerate(variables)}
