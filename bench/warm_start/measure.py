"""`python -m bench.warm_start.measure FOLDER`: a day that begins with the day before.

Two days of planted rows, and others to be judged by. The second day is encoded twice,
with artifacts that extend those of the first day and with its own, and trained a few
steps: with `--warm-start`, and from drawn weights.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.criteo_rows import generate
from bench.prepare import contestants
from bench.prepare.contestants import Task
from bench.results import Row, write
from deploy.local.spark_submit import ROOT
from trainer.contract.arguments import Arguments
from trainer.contract.errors import InputError, exit_with

SEEDS = {"first": 1, "second": 2, "evaluate": 3}
STEPS = (10, 100, 500)
GOAL = 1.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Trains all runs, prints the table and leaves it as JSON.

    Raises:
        InputError: A run has failed.
    """
    given = _parser().parse_args(arguments)
    folder = given.folder
    folder.mkdir(parents=True, exist_ok=True)
    counts = {"first": given.rows, "second": given.rows, "evaluate": given.rows // 5}
    logs = {name: folder / f"{name}.tsv" for name in counts}
    for name, rows in counts.items():
        generate(rows, SEEDS[name], logs[name])
    first = _prepare(folder / "day-1", logs["first"], logs["evaluate"])
    _train(first, folder / "job-1", "--epochs=1")
    extend = ["--extend-artifacts", str(first / "artifacts")]
    ways = {"extended artifacts": extend, "artifacts of its own": []}
    table: list[Row] = []
    for number, (way, flags) in enumerate(ways.items()):
        second = folder / f"day-2-{number}"
        records = _prepare(second, logs["second"], logs["evaluate"], *flags)
        table += _rows(way, records, second, folder / "job-1")
    write("warm-start", table)


def _prepare(folder: Path, train: Path, evaluate: Path, *flags: str) -> Path:
    folder.mkdir(exist_ok=True)
    contestants.ours(Task(0, train, None, folder), *flags)
    contestants.evaluate(Task(0, evaluate, None, folder))
    return folder / "ours"


def _rows(way: str, records: Path, folder: Path, before: Path) -> Iterator[Row]:
    for steps in STEPS:
        exactly = f"--train-steps={steps}"
        warm = f"--warm-start={before}"
        ours = _train(records, folder / f"warm-{steps}", exactly, warm)
        cold = _train(records, folder / f"cold-{steps}", exactly)
        yield Row(
            name=f"{steps:,} steps, warm against cold, {way}",
            ours=ours,
            peer=cold,
            unit="evaluate logloss",
            ratio=cold / ours,
            goal=GOAL,
            spread=0.0,
        )


def _train(records: Path, job: Path, *flags: str) -> float:
    """Trains a run; returns its evaluate logloss."""
    command = [sys.executable, "-m", "trainer.task", "--resume=never", *flags]
    command += [f"--train-dir={records / 'train'}", f"--job-dir={job}"]
    command += [f"--eval-dir={records / 'evaluate'}"]
    print(f"== {job.name}", flush=True)
    ended = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
    if ended.returncode:
        raise InputError(f"{job} failed: {ended.returncode}")
    return json.loads((job / "metrics.json").read_bytes())["logloss"]


def _parser() -> argparse.ArgumentParser:
    parser = Arguments("python -m bench.warm_start.measure", "A day after another.")
    parser.add_argument("folder", type=Path, help="where outputs go, and are replaced")
    rows = "of a day; a fifth as many to be judged by"
    parser.add_argument("--rows", type=int, default=500_000, help=rows)
    return parser


if __name__ == "__main__":
    sys.exit(exit_with("bench.warm_start.measure", main))
