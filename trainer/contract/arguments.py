"""A command line whose unknown flags are refused with the nearest known one."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from trainer.contract.errors import UsageError
from trainer.contract.nearest import nearest


def integer_from(least: int) -> Callable[[str], int]:
    """Returns what a flag does to its text: an integer of at least `least`."""

    def parse(text: str) -> int:
        if not (text.isascii() and text.isdecimal()) or int(text) < least:
            expected = f"expected an integer from {least}, received {text}"
            raise argparse.ArgumentTypeError(expected)
        return int(text)

    return parse


class _Help(argparse.ArgumentDefaultsHelpFormatter):
    """Shows the default of a flag that has one."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        shown = action.default is not None
        return super()._get_help_string(action) if shown else action.help


class Arguments(argparse.ArgumentParser):
    """An `ArgumentParser` that raises `UsageError`, and guesses no abbreviation."""

    def __init__(self, program: str, description: str):
        """Makes a parser whose help shows every default.

        Args:
          program: how the program is called.
          description: one sentence: what it does.
        """
        super().__init__(
            prog=program,
            description=description,
            allow_abbrev=False,
            formatter_class=_Help,
        )

    def parse_args(
        self,
        args: Sequence[str] | None = None,
        namespace: argparse.Namespace | None = None,
    ) -> argparse.Namespace:
        """Parses the command line.

        Raises:
          UsageError: an argument is missing, unknown or not what the flag takes.
        """
        given = sys.argv[1:] if args is None else args
        # A mistyped flag is named before the one that is missing because of it.
        for argument in given:
            flag = argument.partition("=")[0]
            if flag.startswith("--") and flag not in self._option_string_actions:
                self.error(self._unknown(flag))
        parsed, unknown = self.parse_known_args(given, namespace)
        for argument in unknown:
            self.error(self._unknown(argument))
        return parsed

    def error(self, message: str) -> NoReturn:
        """Raises UsageError with the message and where to find help."""
        raise UsageError(f"{message} (see {self.prog} --help)")

    def _unknown(self, argument: str) -> str:
        if not argument.startswith("-"):
            return f'unexpected argument "{argument}"'
        flags = [f for f in self._option_string_actions if f.startswith("--")]
        near = nearest(argument, flags)
        hint = f', did you mean "{near}"?' if near else ""
        return f'unknown flag "{argument}"{hint}'


def split(arguments: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Returns a command's own arguments, and those behind `--`, which it hands on."""
    place = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:place], arguments[place + 1 :]
