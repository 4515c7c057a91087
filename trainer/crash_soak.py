"""`python -m trainer.crash_soak FOLDER`: runs that are killed end as one that is not.

Runs on the golden rows are killed and stopped, at any moment, while a checkpoint is
written, and while the export is made, until they have ended all the same: with the
weights, to the bit, and the figures of a run that nothing disturbed. After every fault,
each export that a server would see is whole. The last line says how many faults there
were, and how many of them did no harm.
"""

import hashlib
import itertools
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from trainer import crash_faults, exported_weights, golden_dataset
from trainer.contract import manifest
from trainer.contract.arguments import Arguments, integer_from
from trainer.contract.errors import ContractError, exit_with
from trainer.crash_faults import Fault
from trainer.job_folder import METRICS
from trainer.task_process import TaskProcess

PROGRAM = "trainer.crash_soak"
# 520 rows: an epoch is 130 steps, with a checkpoint after every 16.
COPIES = 40
SMALL = ("--batch-size=4", "--embedding-dimension=4", "--hidden-units=8,8")
OFTEN = "--checkpoint-minutes=0.000001"
KINDS = (("--epochs=3",), ("--train-steps=400", "--table-optimizer=adam"))


@dataclass(frozen=True)
class Ended:
    """What a finished run has left: a digest of its weights, and its figures."""

    weights: str
    figures: str


class CrashSoak:
    """Runs, one process at a time, and what is done to them."""

    def __init__(self, folder: Path, seed: int):
        """Writes the rows.

        Args:
          folder: new; all jobs come below it.
          seed: of the moments.
        """
        self._folder = folder
        self._random = random.Random(seed)
        self._jobs = itertools.count()
        self._data = _write_rows(folder / "rows")
        self._undisturbed = cache(self._run_undisturbed)

    def survive(self, faults: Sequence[Fault]) -> int:
        """Brings runs down by all faults; returns how many did no harm."""
        left, survived = list(faults), 0
        for kind in itertools.cycle(KINDS):
            before = len(left)
            try:
                self._disturb(kind, left)
                survived += before - len(left)
            except ContractError as error:
                print(f"not survived: {error}", flush=True)
                # It failed before a fault came: the next one has not been survived.
                if len(left) == before:
                    left.pop(0)
            if not left:
                return survived
        raise AssertionError

    def _disturb(self, kind: tuple[str, ...], left: list[Fault]) -> None:
        """Lets the next faults hit one run until it has ended.

        Raises:
          ContractError: a half-made export is seen, or the end is another.
        """
        expected, seconds = self._undisturbed(kind)
        job = self._folder / f"job-{next(self._jobs)}"
        process = self._start(job, kind)
        while left and left[0].hit(process, job, self._random, seconds):
            print(f"{job.name}: {left.pop(0)}", flush=True)
            _require_whole(job)
            process = self._start(job, kind)
        _require(process.wait() == 0, f"{job}: expected the run to end, see {job}.log")
        received = _ended(job)
        _require(
            received == expected, f"{job}: expected {expected}, received {received}"
        )

    def _run_undisturbed(self, kind: tuple[str, ...]) -> tuple[Ended, float]:
        job = self._folder / f"undisturbed-{next(self._jobs)}"
        begun = time.monotonic()
        code = self._start(job, kind).wait()
        _require(code == 0, f"{job}: expected the run to end, see {job}.log")
        return _ended(job), time.monotonic() - begun

    def _start(self, job: Path, kind: tuple[str, ...]) -> TaskProcess:
        flags = [f"--job-dir={job}", *self._data, *SMALL, OFTEN, *kind]
        return TaskProcess(flags, job.with_suffix(".log"))


def _write_rows(root: Path) -> tuple[str, str]:
    golden = golden_dataset.write(root / "golden")
    train = root / "train"
    golden_dataset.write_copies(train, golden, COPIES)
    return f"--train-dir={train}", f"--eval-dir={golden.evaluate}"


def _exports(job: Path) -> Iterator[Path]:
    places = (job / "export" / "Servo").glob("*")
    return (place for place in places if place.name.isdecimal())


def _require_whole(job: Path) -> None:
    for place in _exports(job):
        manifest.read(place).verify(place)


def _ended(job: Path) -> Ended:
    """Returns what a run has left.

    Raises:
      ContractError: its exports are not all whole and the same, or there is something
        half-made beside them.
    """
    _require_whole(job)
    left = [path for path in (job / "export" / "Servo").glob(".*")]
    _require(not left, f"{job}: expected nothing half-made, received {left}")
    digests = {_digest(place) for place in _exports(job)}
    _require(
        len(digests) == 1, f"{job}: expected one export's weights, received {digests}"
    )
    figures = json.loads((job / METRICS).read_bytes())
    del figures["seconds"]
    return Ended(digests.pop(), json.dumps(figures))


def _digest(export: Path) -> str:
    digest = hashlib.sha256()
    for name, weights in exported_weights.bits(export).items():
        digest.update(name.encode() + weights)
    return digest.hexdigest()


def _require(good: bool, text: str) -> None:
    if not good:
        raise ContractError(text)


def main() -> None:
    """Runs the soak that the command line asks for."""
    parser = Arguments(f"python -m {PROGRAM}", "Kills runs; they end all the same.")
    parser.add_argument("folder", type=Path, help="new; for the jobs and their logs")
    count = {"type": integer_from(0), "metavar": "N"}
    parser.add_argument("--kills", **count, default=30, help="by kill -9")
    parser.add_argument("--stops", **count, default=5, help="by SIGTERM")
    parser.add_argument("--seed", **count, default=0, help="of the moments")
    given = parser.parse_args()
    faults = crash_faults.drawn(given.kills, given.stops, random.Random(given.seed))
    survived = CrashSoak(given.folder, given.seed).survive(faults)
    print(", ".join(f"{n} {fault}" for fault, n in Counter(faults).items()))
    print(f"{len(faults)} faults, {survived} survived")
    if survived < len(faults):
        raise ContractError("a run did not end as one that nothing disturbed")


if __name__ == "__main__":
    sys.exit(exit_with(PROGRAM, main))
