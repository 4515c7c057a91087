"""The program `sparky`: a look inside the outputs of every stage."""

import sys
from collections.abc import Callable, Sequence
from typing import Any

from trainer.contract.arguments import Arguments, integer_from
from trainer.contract.errors import ContractError, UsageError, exit_with
from trainer.contract.nearest import nearest

PROGRAM = "sparky"
ROWS = 10


def head(arguments: Sequence[str]) -> None:
    """Prints the first rows of an output."""
    what = "Prints the first rows of an output as the log's own strings."
    parser = Arguments(f"{PROGRAM} head", what)
    parser.add_argument("directory", metavar="DIR", help="what a stage has written")
    parser.add_argument(
        "-n", type=integer_from(0), default=ROWS, help="at most so many rows"
    )
    source = "the artifacts of the records, where they are not where they were made"
    parser.add_argument("--artifacts", metavar="DIR", help=source)
    parsed = parser.parse_args(arguments)

    from trainer.look.head import head as first_rows

    for line in first_rows(parsed.directory, parsed.n, parsed.artifacts):
        print(line)


def verify(arguments: Sequence[str]) -> None:
    """Checks outputs against their manifests."""
    parser = Arguments(f"{PROGRAM} verify", "Checks outputs against their manifests.")
    what = "what a stage has written"
    parser.add_argument("directories", metavar="DIR", nargs="+", help=what)
    directories = parser.parse_args(arguments).directories

    from trainer.look.verify import verify as report_of

    damaged, damages = 0, []
    for directory in directories:
        found = _print_report(report_of, directory)
        damaged, damages = damaged + bool(found), damages + found
    if damages:
        count = f"{damaged} of {len(directories)} outputs"
        first = f"{count} are not what their manifest says"
        raise ContractError("\n".join([first, *damages]))


def _print_report(report_of: Callable[[str], Any], directory: str) -> list[str]:
    try:
        report = report_of(directory)
    except ContractError as error:
        return [str(error)]
    print("\n".join(report.lines))
    return report.damages


COMMANDS: dict[str, Callable[[Sequence[str]], None]] = {"head": head, "verify": verify}


def run(arguments: Sequence[str]) -> None:
    """Runs the command that the first argument names.

    Raises:
      UsageError: there is no such command.
    """
    if not arguments:
        raise UsageError(f"expected a command\n{_help()}")
    name, *rest = arguments
    if name in COMMANDS:
        COMMANDS[name](rest)
    elif name in ("-h", "--help"):
        print(_help())
    else:
        near = nearest(name, COMMANDS)
        hint = f', did you mean "{near}"?' if near else ""
        raise UsageError(f'unknown command "{name}"{hint}\n{_help()}')


def main() -> None:
    """Is the program."""
    sys.exit(exit_with(PROGRAM, lambda: run(sys.argv[1:])))


def _help() -> str:
    lines = [f"usage: {PROGRAM} COMMAND …", ""]
    lines += [f"  {name:8} {command.__doc__}" for name, command in COMMANDS.items()]
    return "\n".join([*lines, "", f"{PROGRAM} COMMAND --help says more."])


if __name__ == "__main__":
    main()
