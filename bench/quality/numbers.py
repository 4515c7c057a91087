"""`python -m bench.quality.numbers FOLDER [--log LOG]`: what becomes of numbers.

Every recipe of `--numbers`, with the default model: on a million planted rows, and on
folds of one's own log, of which each part is what the model of all others is judged by.
"""

import argparse
import statistics
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.prepare import contestants
from bench.prepare.contestants import Task
from bench.quality import planted_rows
from bench.quality.contestants import Contestants
from bench.quality.planted_rows import PlantedRows
from bench.results import Row, write
from trainer.contract.arguments import Arguments
from trainer.contract.errors import exit_with
from trainer.model_flags import BINS, NUMBERS

MODEL = "wide-deep"
SEEDS = (0, 1, 2)
FOLDS = 5

# The AUCs of each recipe; those of one place were measured on the same rows.
Aucs = Mapping[str, Sequence[float]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Trains with every recipe, prints the table and leaves it as JSON.

    Raises:
        SparkyError: A model cannot be trained.
    """
    given = _parser().parse_args(arguments)
    rows = planted_rows.make(given.folder / "planted", given.rows, given.rows // 5)
    planted = _aucs(
        [(_on(rows, given.folder / "planted"), seed) for seed in SEEDS], "--epochs=1"
    )
    table = _table(f"{given.rows:,} planted rows, mean of {len(SEEDS)} seeds", planted)
    if given.log:
        folds = [(_on(*fold), 0) for fold in _folds(given.log, given.folder)]
        table += _table(f"{given.log.name}, mean of {FOLDS} folds", _aucs(folds))
    write("numbers", table)


def _aucs(runs: Sequence[tuple[Contestants, int]], *flags: str) -> Aucs:
    def of(recipe: str) -> Sequence[float]:
        given = (f"--numbers={recipe}", *flags)
        return [on.ours(MODEL, seed, *given) for on, seed in runs]

    return {recipe: of(recipe) for recipe in NUMBERS}


def _on(rows: PlantedRows, folder: Path) -> Contestants:
    return Contestants(folder, rows).forget()


def _folds(log: Path, folder: Path) -> Sequence[tuple[PlantedRows, Path]]:
    """Returns the records of each fold, made anew, and the folder that they are in."""
    lines = log.read_bytes().splitlines(keepends=True)
    return [_fold(lines, number, folder / f"fold-{number}") for number in range(FOLDS)]


def _fold(
    lines: Sequence[bytes], number: int, folder: Path
) -> tuple[PlantedRows, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    parts = {
        "train": [line for n, line in enumerate(lines) if n % FOLDS != number],
        "evaluate": lines[number::FOLDS],
    }
    for mode, part in parts.items():
        (folder / f"{mode}.tsv").write_bytes(b"".join(part))
    contestants.ours(Task(len(parts["train"]), folder / "train.tsv", None, folder))
    contestants.evaluate(Task(0, folder / "evaluate.tsv", None, folder))
    records = folder / "ours"
    return PlantedRows(records / "train", records / "evaluate", None), folder


def _table(place: str, aucs: Aucs) -> list[Row]:
    others = [recipe for recipe in NUMBERS if recipe != BINS]
    return [_row(place, recipe, aucs[BINS], aucs[recipe]) for recipe in others]


def _row(place: str, recipe: str, bins: Sequence[float], other: Sequence[float]) -> Row:
    """Returns the comparison, by the differences of runs on the same rows."""
    differences = [ours - peer for ours, peer in zip(bins, other, strict=True)]
    error = statistics.stdev(differences) / len(differences) ** 0.5
    shown = f"{statistics.mean(differences):+.4f}, standard error {error:.4f}"
    ours, peer = statistics.mean(bins), statistics.mean(other)
    return Row(
        name=f"{BINS} against {recipe}, {place}: {shown}",
        ours=ours,
        peer=peer,
        unit="AUC",
        ratio=(ours - 0.5) / (peer - 0.5),
        goal=None,
        spread=max(differences) - min(differences),
    )


def _parser() -> argparse.ArgumentParser:
    parser = Arguments("python -m bench.quality.numbers", "AUC of recipes of numbers.")
    parser.add_argument("folder", type=Path, help="where outputs go, and are replaced")
    rows = "planted ones, to learn from; a fifth as many to be judged by"
    parser.add_argument("--rows", type=int, default=1_000_000, help=rows)
    log = "one's own log, with the label, of Criteo's columns; it is held in memory"
    parser.add_argument("--log", type=Path, help=log)
    return parser


if __name__ == "__main__":
    sys.exit(exit_with("bench.quality.numbers", main))
