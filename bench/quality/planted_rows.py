"""Rows with a planted click model, as records; the best AUC on them is known."""

import json
from dataclasses import dataclass
from pathlib import Path

from bench.criteo_rows import generate
from bench.prepare import contestants
from bench.prepare.contestants import Task
from trainer.contract.publish import replace

_SEEDS = {"train": 1, "evaluate": 2}


@dataclass(frozen=True)
class PlantedRows:
    """What all contestants learn from and are judged by.

    Attributes:
        train: Records.
        evaluate: Records of another log of the same world.
        bayes_auc: That of the true probability on the evaluate rows, where known.
    """

    train: Path
    evaluate: Path
    bayes_auc: float | None


def make(folder: Path, train_rows: int, evaluate_rows: int) -> PlantedRows:
    """Generates both logs and prepares them, in the place of what was there."""
    folder.mkdir(parents=True, exist_ok=True)
    counts = {"train": train_rows, "evaluate": evaluate_rows}
    logs = {mode: folder / f"{mode}.tsv" for mode in counts}
    facts = {m: generate(counts[m], _SEEDS[m], logs[m]) for m in counts}
    contestants.ours(Task(train_rows, logs["train"], None, folder))
    contestants.evaluate(Task(evaluate_rows, logs["evaluate"], None, folder))
    replace(_facts(folder), f"{json.dumps(facts['evaluate'])}\n".encode())
    return made(folder)


def made(folder: Path) -> PlantedRows:
    """The rows that `make` left in a folder."""
    records = folder / "ours"
    bayes_auc = json.loads(_facts(folder).read_bytes())["bayes_auc"]
    return PlantedRows(records / "train", records / "evaluate", bayes_auc)


def _facts(folder: Path) -> Path:
    return folder / "evaluate.json"
