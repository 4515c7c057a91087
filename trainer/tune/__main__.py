"""The command line of `python -m trainer.tune`."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from rich.console import Console

from trainer import flag_values, run_identity
from trainer.config import flag_of
from trainer.contract.arguments import Arguments, split
from trainer.contract.errors import DivergedError, SparkyError, exit_with
from trainer.record_folder import open_labelled
from trainer.termination import Termination
from trainer.tune import page, space, terminal
from trainer.tune.folder import SearchFolder
from trainer.tune.results import Results
from trainer.tune.search import ERRORS, Search
from trainer.tune.space import Space
from trainer.tune.study import Study
from trainer.tune.trial import Trial
from trainer.tune.trial_process import TASK

PROGRAM = "python -m trainer.tune"
TRIALS = 20


def main(arguments: Sequence[str], task: Sequence[str] = TASK) -> None:
    """Searches what the command line says.

    Args:
      arguments: the flags of the search, `--`, and those of all trials.
      task: the command of a trial before its flags.

    Raises:
      SparkyError: with the exit code of what is wrong (FORMAT.md section 9).
    """
    own, flags = split(arguments)
    given = _parser().parse_args(own)
    termination = Termination()
    termination.listen()
    searched = space.load(given.space, flags)
    run = searched.default
    train, evaluate = open_labelled(run.train_dir), open_labelled(run.eval_dir)
    of_run = run_identity.identity_of(run, train, evaluate)
    inputs = (train.directory, evaluate.directory)
    with SearchFolder(given.tune_dir, inputs) as folder:
        identity = _identity(searched, given.seed, of_run)
        study = Study(folder.study, searched, given.seed, identity)
        results = Results(folder.directory, searched, given.seed, study)
        console = Console(highlight=False)
        with terminal.Lines(console, results.trials, given.trials) as lines:

            def watch(trial: Trial) -> None:
                lines.add(trial)
                folder.write(results.document())

            search = Search(folder, study, searched, given.parallel, watch, task)
            search.run(given.trials, termination)
        _leave(folder, results, console)


def _leave(folder: SearchFolder, results: Results, console: Console) -> None:
    folder.write(results.document())
    folder.write_report(page.page(results))
    terminal.show(results, console)
    if results.best is None:
        _refuse(results.trials, folder.directory)


def _refuse(trials: Sequence[Trial], directory: Path) -> NoReturn:
    errors = {**ERRORS, DivergedError.exit_code: DivergedError}
    first = trials[0]
    raise errors.get(first.exit_code, SparkyError)(
        f"{directory}: expected a complete trial, received none of {len(trials)}; "
        f"the first (exit {first.exit_code}): {first.message}"
    )


def _identity(
    searched: Space, seed: int, of_default: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Returns what the results follow from: data, flags, space and seed."""
    ranges = {flag_of(name): given for name, given in searched.document.items()}
    return {**of_default, **ranges, "seed of the search": seed}


def _parser() -> Arguments:
    what = "Searches the flags with the lowest evaluate logloss."
    parser = Arguments(PROGRAM, f"{what} The flags of all trials follow --.")
    add = parser.add_argument
    path = {"type": Path, "required": True}
    left = "what the search leaves; the same command line goes on there"
    add("--tune-dir", **path, metavar="DIR", help=left)
    add("--space", **path, metavar="FILE", help="which flags are varied, how far")
    count = {"type": flag_values.count, "metavar": "N"}
    how_many = "in all, with the first, which has the default settings"
    add("--trials", **count, default=TRIALS, help=how_many)
    share = "trials at a time, each with a share of the cores"
    add("--parallel", **count, default=1, help=share)
    seed = {"type": flag_values.integer_from_0, "metavar": "N", "default": 0}
    add("--seed", **seed, help="of what the trials try; --seed behind -- is theirs")
    return parser


if __name__ == "__main__":
    sys.exit(exit_with("trainer.tune", lambda: main(sys.argv[1:])))
