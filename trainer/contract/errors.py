"""Typed errors, each with its exit code, and the one edge that answers with it."""

import os
import sys
from collections.abc import Callable


class SparkyError(Exception):
    """An error that a person can act on; its text says file, expected, received.

    Attributes:
      exit_code: what the process answers with (FORMAT.md section 9).
    """

    exit_code = 1


class UsageError(SparkyError):
    """The command line is not one that the program knows."""

    exit_code = 2


class InputError(SparkyError):
    """The input is not there, or cannot be read."""

    exit_code = 3


class ContractError(SparkyError):
    """A schema, manifest, record or artifact is not what the contract says."""

    exit_code = 4


class DivergedError(SparkyError):
    """Training left the finite numbers."""

    exit_code = 5


class ForeignOutputError(SparkyError):
    """The output exists and is not ours to replace."""

    exit_code = 6


class LostWorkerError(SparkyError):
    """Another worker of the cluster has not come, or is gone."""

    exit_code = 7


def exit_with(program: str, main: Callable[[], None]) -> int:
    """Runs `main` and turns what it raises into one line on stderr and an exit code.

    Args:
      program: the name that stands before the message.
      main: the program; returns when all went well.

    Returns:
      The exit code for `sys.exit`: 0, or that of the error.
    """
    try:
        main()
        sys.stdout.flush()
        return 0
    except SparkyError as error:
        return _fail(program, str(error), error.exit_code)
    except BrokenPipeError:
        # The reader of our output has seen enough. Python would complain at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _fail(program, _plain(error), InputError.exit_code)


def _plain(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}" if error.filename else str(error)


def _fail(program: str, message: str, code: int) -> int:
    print(f"{program}: {message}", file=sys.stderr)
    return code
