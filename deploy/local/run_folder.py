"""The folder of one run: where every stage's output lies, and whether it is ours."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

from trainer.contract import exports
from trainer.contract.errors import ForeignOutputError
from trainer.contract.publish import refuse_overlap, replace

MODES = ("train", "evaluate", "predict")
"""The data sets of a run, in the order of their preparation."""

_MARK = "_RUN.json"
_MARKED = {"format_version": 1, "kind": "run"}


class RunFolder:
    """A folder that the main job has made, or may make.

    Attributes:
        root: The folder.
        data: Where generated or split rows lie.
        artifacts: The output of preparing the train rows, beside their records.
        job: The training's output.
        predictions: The batch prediction's output.
        summary: The run in figures, there once a run has ended well.
    """

    def __init__(self, root: Path):
        """Names the outputs; touches nothing."""
        self.root = root
        self.data = root / "data"
        self.artifacts = root / "artifacts"
        self.job = root / "job"
        self.predictions = root / "predictions"
        self.summary = root / "summary.json"

    def rows(self, mode: str) -> Path:
        """The log of a mode, where it is generated or split."""
        return self.data / f"{mode}.tsv"

    def facts(self, mode: str) -> Path:
        """What the generator knows of its rows, the Bayes AUC among it."""
        return self.data / f"{mode}.json"

    def records(self, mode: str) -> Path:
        """The records of a mode."""
        return self.root / mode

    def refuse_foreign(self, inputs: Iterable[Path]) -> None:
        """Refuses a folder that is not ours, and one around an input or inside it.

        Raises:
            ForeignOutputError: Naming the folder; nothing was touched.
        """
        refuse_overlap(self.root, inputs)
        if not os.path.lexists(self.root) or _is_marked(self.root):
            return
        if not self.root.is_dir():
            raise ForeignOutputError(f"OUT={self.root}: expected a folder, not a file")
        if any(self.root.iterdir()):
            raise ForeignOutputError(
                f"OUT={self.root}: expected an empty folder or one of an earlier run "
                f"(with {_MARK}), received other files"
            )

    def claim(self, inputs: Iterable[Path]) -> None:
        """Makes the folder, marked as ours.

        Raises:
            ForeignOutputError: As `refuse_foreign` does.
        """
        self.refuse_foreign(inputs)
        # Marked before anything else is there: a run that is killed may come back.
        self.root.mkdir(parents=True, exist_ok=True)
        replace(self.root / _MARK, f"{json.dumps(_MARKED)}\n".encode())
        self.data.mkdir(exist_ok=True)

    def newest_export(self) -> Path:
        """The newest complete SavedModel of the training.

        Raises:
            InputError: There is none.
        """
        return exports.newest(self.job)


def _is_marked(root: Path) -> bool:
    try:
        return json.loads((root / _MARK).read_bytes()) == _MARKED
    except (OSError, ValueError):
        return False
