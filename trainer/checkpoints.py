"""Checkpoints of the model, its optimizer and the epoch, under the job's folder."""

from pathlib import Path

import tensorflow as tf

from trainer.models.click_model import ClickModel

KEPT = 2


class Checkpoints:
    """Saves a training run, and brings a saved one back.

    A checkpoint is complete or not there: TensorFlow writes it beside its place.
    """

    def __init__(self, directory: Path, model: ClickModel, epoch: tf.Variable):
        """Says what belongs to a checkpoint; nothing is written yet.

        Args:
          directory: `JOB_DIR/checkpoints`.
          model: compiled, with its variables and those of its optimizer made.
          epoch: how many epochs are complete.
        """
        self._checkpoint = tf.train.Checkpoint(
            model=model,
            optimizer=model.optimizer,
            epoch=epoch,
        )
        self._steps = model.optimizer.iterations
        self._manager = tf.train.CheckpointManager(
            self._checkpoint, str(directory), max_to_keep=KEPT, checkpoint_name="step"
        )

    def save(self) -> str:
        """Saves the state of now; returns where."""
        return self._manager.save(checkpoint_number=int(self._steps.numpy()))

    def restore(self, path: str) -> None:
        """Brings the state back that `save` left at `path`."""
        self._checkpoint.restore(path).assert_consumed()
