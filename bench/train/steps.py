"""The training step against its peers, and the memory of a training.

Each comparison is of two processes that are in memory together and train in turn, on
batches of 8,192 rows of 26 categorical columns and 13 numbers.
"""

import json
import shutil
import sys
from pathlib import Path

from bench.prepare import processes
from bench.results import Row
from bench.train import criteo_records, turns, yardstick
from bench.train.step_processes import Contestant, play
from bench.train.workload import FULL, MIDDLE, SMALL, draw
from trainer.contract.errors import InputError

_LIMIT_BESIDE = 2_000_000_000
# Of vocabularies by name, and how many steps of plain Keras there make a turn.
_STOCK_STEPS = {SMALL: 64, MIDDLE: 8, FULL: 2}
_NAMES = {SMALL: "26 K", MIDDLE: "10 M", FULL: "33.8 M"}


class Benchmark:
    """The comparisons, from the smallest vocabulary on; the rows of the table grow."""

    def __init__(self, folder: Path, torch: Path, rounds: int):
        """Takes where files go, torch's interpreter, and how many turns each has."""
        self._folder = folder
        self._torch = torch
        self._rounds = rounds
        self.rows: list[Row] = []

    def run(self) -> list[Row]:
        """Measures all.

        Raises:
          InputError: A contestant that is to be had everywhere failed.
        """
        self._vocabulary()
        for total, goal in ((SMALL, 1.0), (MIDDLE, 5.0), (FULL, 20.0)):
            name = f"(d) {_NAMES[total]} vocabulary rows: default"
            self._against(name, _ours(total), _stock(total, "Adam"), goal)
        full = f"(d) {_NAMES[FULL]} vocabulary rows:"
        adagrad, adam = _ours(FULL), _ours(FULL, "--table-optimizer=adam")
        self._against(f"{full} SparseAdagrad", adagrad, _stock(FULL, "Adagrad"), 8.0)
        self._against(f"{full} SparseAdam", adam, _stock(FULL, "Adam"), 12.0)
        for total in (SMALL, FULL):
            name = f"(e) {_NAMES[total]} vocabulary rows: default"
            self._against(name, _ours(total), self._torch_step(total), 1.2)
        self._precision()
        self.rows.append(yardstick.measure(self._rounds, self._folder / "logs"))
        self.rows.append(self._memory())
        return self.rows

    def _vocabulary(self) -> None:
        against = f"(c) {_NAMES[FULL]} vocabulary rows, against {_NAMES[SMALL]}:"
        small = _ours(SMALL)._replace(name="ours, small")
        equal = _ours(FULL, f"--like={SMALL}")
        self._measure(f"{against} equal distinct ids", equal, small, 0.8)
        self._measure(f"{against} natural skew", _ours(FULL), small, 0.6)

    def _precision(self) -> None:
        for model in ("wide-deep", "dcn-v2"):
            name = (
                f"{model}, {_NAMES[SMALL]} vocabulary rows: bfloat16, against float32"
            )
            float32 = _ours(SMALL, f"--model={model}")._replace(name="float32")
            bfloat16 = _ours(SMALL, f"--model={model}", "--precision=bfloat16")
            self._measure(name, bfloat16, float32, None)

    def _against(
        self, name: str, ours: Contestant, peer: Contestant, goal: float
    ) -> None:
        self._measure(f"{name}, against {peer.name}", ours, peer, goal)

    def _measure(
        self, name: str, ours: Contestant, peer: Contestant, goal: float | None
    ) -> None:
        try:
            rates = play([ours, peer], self._rounds, self._folder / "logs")
            unit = "samples/s"
            row = turns.row(name, rates, ours.name, peer.name, unit, goal)
            self.rows.append(row)
        except InputError as error:
            if peer.python == sys.executable:
                raise
            reason = str(error).splitlines()[-1]
            self.rows.append(Row(name, 0, 0, "samples/s", 0, goal, 0, skipped=reason))

    def _torch_step(self, total: int) -> Contestant:
        name = "torch, EmbeddingBag(sparse=True) and sparse Adagrad"
        module = "bench.train.torch_step"
        return Contestant(name, module, (str(total),), 16, str(self._torch))

    def _memory(self) -> Row:
        records, job = self._folder / "records", self._folder / "job"
        for made in (records, job):
            shutil.rmtree(made, ignore_errors=True)
        criteo_records.write(records, "train", draw(FULL))
        program = [sys.executable, "-m", "bench.train.training_memory"]
        ended = processes.run([*program, str(records), str(job)])
        figures = json.loads(ended.printed.splitlines()[-1])
        limit, peak = figures["variables"] + _LIMIT_BESIDE, figures["peak"]
        name = f"(f) {_NAMES[FULL]} vocabulary rows: peak memory of a training process"
        against = "against its tables and slots and 2 GB"
        row = Row(f"{name}, {against}", peak, limit, "bytes", limit / peak, 1.0, 0)
        shutil.rmtree(job)
        return row


def _ours(total: int, *flags: str) -> Contestant:
    arguments = (str(total), *flags)
    return Contestant("ours", "bench.train.our_step", arguments, 64)


def _stock(total: int, optimizer: str) -> Contestant:
    name = f"Keras' Embedding and {optimizer}"
    arguments = (str(total), optimizer.lower())
    module, steps = "bench.train.stock_step", _STOCK_STEPS[total]
    return Contestant(name, module, arguments, steps)
