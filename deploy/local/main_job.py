"""The main job from the command line: `python -m deploy.local.main_job VERB`."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from deploy.local import closing_table, data, figures
from deploy.local.data import Request
from deploy.local.process import stop_on_sigterm
from deploy.local.run_folder import MODES, RunFolder
from deploy.local.stages import DEFAULT_SCHEMA, Stages
from trainer.contract import schema as schemas
from trainer.contract.arguments import Arguments
from trainer.contract.errors import exit_with
from trainer.contract.publish import replace

_WIDTH_OF_A_FILE = 400


class MainJob:
    """One run, or one stage of it."""

    def __init__(self, given: argparse.Namespace):
        """Takes the command line; reads the schema.

        Raises:
            ContractError: The schema is not one.
        """
        logs = zip(MODES, (given.data, given.eval, given.predict), strict=True)
        self._request = Request(given.rows, {m: log for m, log in logs if log})
        self._started = given.started or time.time()
        self._folder = RunFolder(given.out)
        schema = given.schema or DEFAULT_SCHEMA
        self._stages = Stages(self._folder, schema, schemas.load(schema))
        self._seconds: dict[str, float] = {}

    def run(self) -> None:
        """Every stage, and the closing table."""
        self._seconds["setup"] = max(0.0, time.time() - self._started)
        rows = self._prepare()
        self._seconds["train"] = self._stages.train()
        model = self._folder.newest_export()
        self._seconds["predict"] = self._stages.predict(model)
        done = figures.read(self._folder, self._seconds, rows, model)
        summary = json.dumps(done.summary(), indent=1, allow_nan=False)
        replace(self._folder.summary, f"{summary}\n".encode())
        # In a file or a pipe no line is too long: paths stay whole, to be found.
        console = Console(width=None if sys.stdout.isatty() else _WIDTH_OF_A_FILE)
        closing_table.show(done, self._folder, console)

    def prepare(self) -> None:
        """Only the rows and the records of all three modes."""
        self._prepare()

    def train(self) -> None:
        """Only the training, on records that are there."""
        self._folder.refuse_foreign([])
        self._stages.train()

    def predict(self) -> None:
        """Only the batch prediction, with the newest model that is there."""
        self._folder.refuse_foreign([])
        self._stages.predict(self._folder.newest_export())

    def _prepare(self) -> data.Rows:
        files = self._request.files()
        self._folder.claim([path for paths in files.values() for path in paths])
        # It tells of the outputs that are about to be replaced.
        self._folder.summary.unlink(missing_ok=True)
        started = time.monotonic()
        rows = data.provide(self._request, self._folder, self._stages.columns)
        self._seconds["generate"] = time.monotonic() - started
        for mode in MODES:
            log, size = rows.globs[mode], rows.sizes[mode]
            self._seconds[f"prepare_{mode}"] = self._stages.prepare(mode, log, size)
        return rows


_VERBS = {
    "run": MainJob.run,
    "prepare": MainJob.prepare,
    "train": MainJob.train,
    "predict": MainJob.predict,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the verb of the command line.

    Raises:
        SparkyError: With the exit code of what is wrong; a stage's is its own.
    """
    given = _parser().parse_args(arguments)
    stop_on_sigterm()
    _VERBS[given.verb](MainJob(given))


def _parser() -> Arguments:
    parser = Arguments("main_job", "From a click log to served predictions.")
    add = parser.add_argument
    add("verb", choices=_VERBS, help="all stages, or one")
    add("--out", type=Path, default=Path("run"), help="the folder of the run")
    add("--rows", type=_count, default=1_000_000, help="train rows to generate")
    add("--data", help="your own log, a glob; alone, it is split 80/10/10")
    add("--eval", help="your own log to evaluate on, a glob")
    add("--predict", help="your own log to predict, a glob")
    add("--schema", type=Path, help="what the log looks like (Criteo's, by default)")
    add("--started", type=float, help="when set-up began, seconds since 1970")
    return parser


def _count(text: str) -> int:
    count = int(text) if text.isascii() and text.isdecimal() else 0
    if count < 1:
        raise argparse.ArgumentTypeError(f"expected an integer from 1, received {text}")
    return count


if __name__ == "__main__":
    sys.exit(exit_with("main_job", main))
