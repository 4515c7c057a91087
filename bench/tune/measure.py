"""`python -m bench.tune.measure FOLDER`: what a search finds beyond the defaults.

Rows have a planted click model. The trials learn from one log and are judged by
another; the default and the best of them are then held against each other on a third,
which no trial has seen, for the best of many is a little too good where it was chosen.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.criteo_rows import generate
from bench.prepare import contestants
from bench.prepare.contestants import Task
from bench.quality import planted_rows
from bench.quality.planted_rows import PlantedRows
from bench.results import Row, write
from trainer.contract.arguments import Arguments
from trainer.contract.errors import exit_with

SPACE = Path(__file__).with_name("space.json")
TRIALS = 20
_UNSEEN = "unseen"
_UNSEEN_SEED = 3


def main(arguments: Sequence[str] | None = None) -> None:
    """Searches, scores the third log, prints the table and leaves it as JSON.

    Raises:
      subprocess.CalledProcessError: a program failed, and has said why.
    """
    parser = Arguments("python -m bench.tune.measure", "What a search finds.")
    parser.add_argument("folder", type=Path, help="where outputs go, and are replaced")
    rows = "to learn from; half as many to choose by, twice as many that are unseen"
    parser.add_argument("--rows", type=int, default=100_000, help=rows)
    given = parser.parse_args(arguments)
    made = planted_rows.make(given.folder, given.rows, given.rows // 2)
    unseen, bayes = _unseen(given.folder, 2 * given.rows)
    begun = time.monotonic()
    shutil.rmtree(given.folder / "search", ignore_errors=True)
    found = _search(given.folder / "search", made)
    seconds = time.monotonic() - begun
    trials = {which: found[which] for which in ("default", "best")}
    judged = {w: _logloss(found, trial, unseen) for w, trial in trials.items()}
    write("tune", _rows(found, judged, bayes, seconds))


def _unseen(folder: Path, rows: int) -> tuple[Path, float]:
    """Returns the records of the third log, and the best possible logloss on them."""
    log = folder / f"{_UNSEEN}.tsv"
    facts = generate(rows, _UNSEEN_SEED, log)
    contestants.evaluate(Task(0, log, None, folder), name=_UNSEEN)
    return folder / "ours" / _UNSEEN, facts["bayes_logloss"]


def _search(folder: Path, rows: PlantedRows) -> Mapping[str, Any]:
    command = [sys.executable, "-m", "trainer.tune", f"--tune-dir={folder}"]
    command += [f"--space={SPACE}", f"--trials={TRIALS}"]
    data = [f"--train-dir={rows.train}", f"--eval-dir={rows.evaluate}"]
    subprocess.run([*command, "--", *data], check=True)
    found = json.loads((folder / "tune.json").read_bytes())
    return {**found, "folder": folder}


def _logloss(found: Mapping[str, Any], trial: Mapping[str, Any], unseen: Path) -> float:
    """Returns that of a trial's model on the third log."""
    job = found["folder"] / "trials" / str(trial["number"])
    flags = [f"--{name}={value}" for name, value in trial["settings"].items()]
    command = [sys.executable, "-m", "trainer.task", "--eval-only", *flags]
    command += [f"--job-dir={job}", f"--eval-dir={unseen}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return json.loads((job / "eval-only" / "metrics.json").read_bytes())["logloss"]


def _rows(
    found: Mapping[str, Any], judged: Mapping[str, float], bayes: float, seconds: float
) -> list[Row]:
    counts = found["counts"]
    ended = f"{counts['complete']} complete, {counts['pruned']} pruned, "
    ended += f"{counts['failed']} failed, {seconds:,.0f} s"
    chosen = {which: found[which]["logloss"] for which in judged}
    share = (judged["default"] - judged["best"]) / (judged["default"] - bayes)
    default = f"the default, best of {len(found['trials'])} trials"
    return [
        _row(f"logloss below {default} ({ended}), where it was chosen", chosen),
        _row(f"logloss below {default}, rows that no trial has seen", judged),
        Row(
            f"the same, share of what separates the default from Bayes ({bayes:.5f})",
            ours=share,
            peer=1.0,
            unit="share",
            ratio=share,
            goal=None,
            spread=0.0,
        ),
    ]


def _row(name: str, loglosses: Mapping[str, float]) -> Row:
    ours, peer = loglosses["best"], loglosses["default"]
    # Two that are the same are no improvement.
    goal = 1.001
    return Row(name, ours, peer, "logloss", peer / ours, goal, spread=0.0)


if __name__ == "__main__":
    sys.exit(exit_with("bench.tune", main))
