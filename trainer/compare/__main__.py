"""The command line of `python -m trainer.compare`."""

import sys
from pathlib import Path

from rich.console import Console

from trainer.compare import html, runs, terminal
from trainer.contract.arguments import Arguments
from trainer.contract.errors import exit_with
from trainer.contract.publish import replace

PROGRAM = "python -m trainer.compare"


def main() -> None:
    """Prints the runs that the command line names.

    Raises:
      InputError: a folder has no figures of a run.
      ContractError: the runs were evaluated on different rows.
    """
    parser = Arguments(PROGRAM, "Puts runs side by side.")
    add = parser.add_argument
    folders = "job folders of runs, two or more"
    add("jobs", metavar="RUN", nargs="+", type=Path, help=folders)
    add("--html", metavar="FILE", type=Path, help="write a page, too")
    other = "take runs that were evaluated on different rows"
    add("--different-data", action="store_true", help=other)
    given = parser.parse_args()
    if len(given.jobs) < 2:
        parser.error(f"expected two runs or more, received {given.jobs[0]}")
    compared = runs.read(given.jobs, given.different_data)
    terminal.show(compared, Console(highlight=False))
    if given.html:
        replace(given.html, html.page(compared))


if __name__ == "__main__":
    sys.exit(exit_with("trainer.compare", main))
