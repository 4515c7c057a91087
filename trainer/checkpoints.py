"""Checkpoints of the model, its optimizer and the epoch, under the job's folder."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import keras
import tensorflow as tf

from trainer.contract import publish
from trainer.models.click_model import ClickModel
from trainer.table_rows import CHUNK_ROWS, assign_rows

KEPT = 2
STATE = "checkpoint"


class Checkpoints:
    """Saves a training run, and brings a saved one back.

    A checkpoint is complete or not there: TensorFlow writes it beside its place. It has
    TensorFlow's own format, in pieces of some rows of a variable each. Saving copies
    no table. Reading holds one piece at a time, where `tf.train.Checkpoint` holds all
    that it reads beside all that it replaces.
    """

    def __init__(self, directory: Path, model: ClickModel, epoch: tf.Variable):
        """Says what belongs to a checkpoint; nothing is written yet.

        Args:
          directory: `JOB_DIR/checkpoints`.
          model: compiled, with its variables and those of its optimizer made.
          epoch: how many epochs are complete.
        """
        self._directory = directory
        self._variables = {
            **_named("model", model.weights),
            **_named("optimizer", model.optimizer.all_variables),
            "epoch": epoch,
        }
        self._steps = model.optimizer.iterations
        self._kept: list[str] = []

    def save(self) -> str:
        """Saves the state of now; returns where."""
        self._directory.mkdir(parents=True, exist_ok=True)
        path = str(self._directory / f"step-{int(self._steps.numpy())}")
        names, slices, pieces = [], [], []
        for name, variable in self._variables.items():
            value = variable.read_value_no_copy()
            for start, end, described in _pieces(variable):
                names.append(name)
                slices.append(described)
                # Of rows that lie together, a slice is a view.
                pieces.append(value[start:end] if described else value)
        tf.raw_ops.SaveV2(
            prefix=path, tensor_names=names, shape_and_slices=slices, tensors=pieces
        )
        self._keep(path)
        return path

    def _keep(self, path: str) -> None:
        name = Path(path).name
        self._kept = [*(other for other in self._kept if other != name), name]
        old, self._kept = self._kept[:-KEPT], self._kept[-KEPT:]
        # What `tf.train.latest_checkpoint` and TensorBoard look for.
        lines = [f'model_checkpoint_path: "{name}"']
        lines += [f'all_model_checkpoint_paths: "{kept}"' for kept in self._kept]
        publish.replace(self._directory / STATE, "\n".join([*lines, ""]).encode())
        for other in old:
            for file in self._directory.glob(f"{other}.*"):
                file.unlink()

    def restore(self, path: str) -> None:
        """Brings the state back that `save` left at `path`.

        Raises:
          tf.errors.OpError: it is not there, or that of another model.
        """
        for name, variable in self._variables.items():
            for start, _, described in _pieces(variable):
                (piece,) = tf.raw_ops.RestoreV2(
                    prefix=path,
                    tensor_names=[name],
                    shape_and_slices=[described],
                    dtypes=[variable.dtype],
                )
                if described:
                    assign_rows(variable, start, piece)
                else:
                    variable.assign(piece)


def _named(role: str, variables: Sequence[keras.Variable]) -> Mapping[str, tf.Variable]:
    # Positions, not paths: a second model of the process has other names in its paths.
    return {f"{role}/{number}": v.value for number, v in enumerate(variables)}


def _pieces(variable: tf.Variable) -> Iterator[tuple[int, int, str]]:
    """Yields first row, last row, and the description that TensorFlow takes of both."""
    shape = variable.shape.as_list()
    if not shape or shape[0] <= CHUNK_ROWS:
        yield 0, 0, ""
        return
    whole, rest = " ".join(map(str, shape)), ":-" * (len(shape) - 1)
    for start in range(0, shape[0], CHUNK_ROWS):
        end = min(start + CHUNK_ROWS, shape[0])
        yield start, end, f"{whole} {start},{end - start}{rest}"
