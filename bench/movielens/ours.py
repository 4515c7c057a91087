"""The product's own way: a log of feedback, records, a trained export, its scores."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench import trained_export
from bench.movielens import negatives
from bench.movielens.interactions import Interactions
from deploy.local.run_folder import RunFolder
from deploy.local.stages import Stages
from serving.predictor import Predictor
from trainer.contract import schema as schemas

SCHEMA = Path(__file__).with_name("movielens.json")
# The paper's: for each positive, drawn again for every pass over the positives.
NEGATIVES = 4
# Over the positives, each with negatives of its own, that the log holds; a training
# reads it once. Of what was tried the best for each user's latest rating but one.
PASSES = 30
DRAW_SEED = 1


class Ours:
    """The records of one split, and models that are trained on them."""

    def __init__(self, folder: Path):
        """Names the folder; everything in it is of this benchmark."""
        self._folder = RunFolder(folder)

    def prepare(self, train: Interactions) -> None:
        """Makes records of `PASSES` passes, and of the rows that a run evaluates.

        Those are each user's latest of the train rows themselves: nothing is chosen by
        them, as a training has one epoch.

        Args:
          train: what a model may know of.
        """
        self._folder.claim([])
        rated = train.table()
        users, (_, items) = np.arange(train.user_count), train.latest()
        latest = replace(train, users=users, items=items)
        passes = [(train, DRAW_SEED + number) for number in range(PASSES)]
        self._prepare("train", rated, passes)
        self._prepare("evaluate", rated, [(latest, DRAW_SEED + PASSES)])

    def _prepare(
        self, mode: str, rated: np.ndarray, draws: Sequence[tuple[Interactions, int]]
    ) -> None:
        log = self._folder.rows(mode)
        with log.open("w") as file:
            for positives, seed in draws:
                rows = negatives.labelled(positives, rated, NEGATIVES, seed)
                np.savetxt(file, np.column_stack(rows), "%d", "\t")
        stages = Stages(self._folder, SCHEMA, schemas.load(SCHEMA))
        stages.prepare(mode, str(log), log.stat().st_size)

    def scores(self, items: np.ndarray, seed: int, flags: Sequence[str]) -> np.ndarray:
        """Trains `ncf`, and returns what its export gives for items of each user.

        Args:
          items: [U, K].
          seed: of the training.
          flags: more of the trainer's.

        Returns:
          The probability of the positive class, [U, K].
        """
        export = trained_export.train(self._folder, "ncf", seed, "--epochs=1", *flags)
        return _predicted(export, items)


def _predicted(export: Path, items: np.ndarray) -> np.ndarray:
    users = np.repeat(np.arange(len(items)), items.shape[1])
    columns = {"user": users.astype(str), "item": items.ravel().astype(str)}
    answers = Predictor(export).predict_raw(columns)
    return answers.scores[:, 1].reshape(items.shape)
