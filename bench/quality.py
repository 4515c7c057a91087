"""`python -m bench.quality DIR`: how near each model comes to the best AUC there is.

DIR is what `make prepare` left of generated rows. They have a planted click model
(bench/planted), so the Bayes AUC is known. A ratio is (AUC - .5) / (Bayes AUC - .5),
the mean over seeds of the training.
"""

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.results import Row, write
from trainer.contract.arguments import Arguments
from trainer.contract.errors import exit_with

SEEDS = (0, 1, 2)
EPOCHS = (1, 2)
# The AUC that each model must reach on a million train rows within two epochs.
GOALS = {
    "linear": 0.742,
    "wide-deep": 0.755,
    "deepfm": 0.755,
    "dcn-v2": 0.758,
    "dlrm": 0.758,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Trains every model with every seed, prints a table, leaves it as JSON."""
    folder = _parser().parse_args(arguments).folder
    facts = json.loads((folder / "data" / "evaluate.json").read_bytes())
    rows = []
    for model in GOALS:
        for epochs in EPOCHS:
            aucs = [_auc(folder, model, epochs, seed) for seed in SEEDS]
            rows.append(_row(model, epochs, aucs, facts["bayes_auc"]))
    write("quality", rows)


def _auc(folder: Path, model: str, epochs: int, seed: int) -> float:
    job = folder / "jobs" / f"{model}-{epochs}-{seed}"
    folders = {"job": job, "train": folder / "train", "eval": folder / "evaluate"}
    command = [sys.executable, "-m", "trainer.task", "--model", model]
    command += [f"--{name}-dir={path}" for name, path in folders.items()]
    command += [f"--epochs={epochs}", f"--seed={seed}"]
    print(f"\n== {model}, at most {epochs} epochs, seed {seed}", flush=True)
    subprocess.run(command, check=True)
    return json.loads((job / "metrics.json").read_bytes())["auc"]


def _row(model: str, epochs: int, aucs: Sequence[float], bayes: float) -> Row:
    ours = statistics.mean(aucs)
    reached = epochs == max(EPOCHS)
    return Row(
        name=f"{model} against Bayes, epochs: {epochs}",
        ours=ours,
        peer=bayes,
        unit="AUC",
        ratio=(ours - 0.5) / (bayes - 0.5),
        # The goal is for the last; what fewer epochs give is shown beside it.
        goal=(GOALS[model] - 0.5) / (bayes - 0.5) if reached else None,
        spread=max(aucs) - min(aucs),
    )


def _parser() -> argparse.ArgumentParser:
    parser = Arguments("python -m bench.quality", "AUC of every model on planted data.")
    parser.add_argument("folder", type=Path, help="what `make prepare` left")
    return parser


if __name__ == "__main__":
    sys.exit(exit_with("bench.quality", main))
