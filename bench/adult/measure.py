"""`python -m bench.adult.measure DIR`: the AUC of wide-deep on the test rows of Adult.

A tenth of `adult.data`, by hash, ends the training; nobody sees `adult.test` before the
model is exported. The export scores its rows as they stand, by the signature `raw`.
"""

import argparse
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench import trained_export
from bench.adult.peers import PEERS
from bench.adult.rows import Rows, encoded
from bench.planted.quality import auc
from bench.results import Row, write
from deploy.local.run_folder import RunFolder
from deploy.local.spark_submit import ROOT
from deploy.local.split import split
from deploy.local.stages import Stages
from serving.predictor import Predictor
from trainer.contract import schema as schemas
from trainer.contract.arguments import Arguments
from trainer.contract.errors import exit_with

SCHEMA = ROOT / "schema" / "adult.json"
SEEDS = (0, 1, 2)
GOAL = 0.905
HELD_OUT = ("train", "evaluate")


class Measurement:
    """The product and its peers on the same rows."""

    def __init__(self, data: Path, folder: RunFolder, python: Path):
        """Reads the rows.

        Args:
          data: the folder of `adult.data` and `adult.test`.
          folder: takes all that is made.
          python: an interpreter that has the peers.
        """
        self._log = data / "adult.data"
        self._folder = folder
        self._python = python
        self._schema = schemas.load(SCHEMA)
        self._test = Rows(data / "adult.test", self._schema)

    def prepare(self) -> None:
        """Makes records of the log, and arrays for the peers."""
        self._folder.claim([self._log])
        split([self._log], {m: self._folder.rows(m) for m in HELD_OUT}, header=False)
        stages = Stages(self._folder, SCHEMA, self._schema)
        for mode in HELD_OUT:
            log = self._folder.rows(mode)
            stages.prepare(mode, str(log), log.stat().st_size)
        train = Rows(self._log, self._schema)
        np.savez(self._arrays, **encoded(train, self._test, self._schema))

    @property
    def _arrays(self) -> Path:
        return self._folder.data / "rows.npz"

    def ours(self, seed: int) -> float:
        """Returns the AUC of a wide-deep without a further flag."""
        predictor = Predictor(trained_export.train(self._folder, "wide-deep", seed))
        features = (*self._schema.numeric, *self._schema.categorical)
        answers = predictor.predict_raw(self._test.of(features))
        return auc(answers.scores[:, 1], self._test.label > 0)

    def peer(self, name: str, seed: int) -> float:
        """Returns the AUC of a peer that learns from all of `adult.data`."""
        scores = self._folder.data / f"{name}-{seed}.npy"
        command = [str(self._python), "-m", "bench.adult.peers", name]
        command += [str(self._arrays), str(scores), str(seed)]
        subprocess.run(command, check=True, cwd=ROOT)
        return auc(np.load(scores), self._test.label > 0)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures three trainings of each, prints a table, leaves it as JSON."""
    given = _parser().parse_args(arguments)
    if not (given.data / "adult.data").exists():
        print(f"bench adult: skipped, there is no {given.data / 'adult.data'}")
        return
    measurement = Measurement(given.data, RunFolder(given.folder), given.peers)
    measurement.prepare()
    ours = [measurement.ours(seed) for seed in SEEDS]
    rows = [_row("wide-deep against the goal", ours, [GOAL], goal=1.0)]
    for name in PEERS:
        rows.append(_against(measurement, name, ours))
    write("adult", rows)


def _against(measurement: Measurement, name: str, ours: Sequence[float]) -> Row:
    called = f"wide-deep against {name}"
    try:
        theirs = [measurement.peer(name, seed) for seed in SEEDS]
    except (OSError, subprocess.CalledProcessError) as error:
        skipped = _row(called, ours, ours, goal=None)
        return replace(skipped, skipped=str(error))
    return _row(called, ours, theirs, goal=None)


def _row(
    name: str, ours: Sequence[float], theirs: Sequence[float], goal: float | None
) -> Row:
    mean, peer = statistics.mean(ours), statistics.mean(theirs)
    spread = max(ours) - min(ours)
    return Row(name, mean, peer, "AUC", mean / peer, goal, spread)


def _parser() -> argparse.ArgumentParser:
    parser = Arguments(
        "python -m bench.adult.measure", "AUC of wide-deep on UCI Adult."
    )
    add = parser.add_argument
    add("folder", type=Path, help="takes logs, records and models")
    add("--data", type=Path, required=True, help="where adult.data and adult.test lie")
    add("--peers", type=Path, required=True, help="a Python that has the peers")
    return parser


if __name__ == "__main__":
    sys.exit(exit_with("bench.adult", main))
