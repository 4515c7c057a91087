"""A command line whose unknown flags are refused with the nearest known one."""

import argparse
from collections.abc import Sequence
from typing import NoReturn

from trainer.contract.errors import UsageError
from trainer.contract.nearest import nearest


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
            formatter_class=argparse.ArgumentDefaultsHelpFormatter,
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
        parsed, unknown = self.parse_known_args(args, namespace)
        for argument in unknown:
            self.error(self._unknown(argument.partition("=")[0]))
        return parsed

    def error(self, message: str) -> NoReturn:
        """Raises UsageError with the message and where to find help."""
        raise UsageError(f"{message} (see {self.prog} --help)")

    def _unknown(self, argument: str) -> str:
        if not argument.startswith("-"):
            return f'unexpected argument "{argument}"'
        near = nearest(argument, self._option_string_actions)
        hint = f', did you mean "{near}"?' if near else ""
        return f'unknown flag "{argument}"{hint}'
