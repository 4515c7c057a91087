"""Runs one stage as a process of its own, and stops the job where it fails."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import NoReturn

from trainer.contract.errors import SparkyError

_SIGTERM_EXIT = 143


class StageError(SparkyError):
    """A stage failed; the job ends with the stage's own exit code."""

    def __init__(self, stage: str, returncode: int):
        """Takes what the process answered with; a signal N is the exit code 128 + N."""
        self.exit_code = returncode if returncode > 0 else 128 - returncode
        said = f"signal {-returncode}" if returncode < 0 else f"exit code {returncode}"
        super().__init__(f"stage {stage} failed with {said}; why stands above")


class StoppedError(SparkyError):
    """The job was asked to stop, and its stage has stopped."""

    exit_code = _SIGTERM_EXIT


def run_stage(
    stage: str, command: Sequence[str], environment: Mapping[str, str]
) -> float:
    """Runs a stage to its end; what it prints goes where ours goes.

    Args:
        stage: Its name in messages.
        command: The program and its arguments.
        environment: What is added to the environment of this process.

    Returns:
        Its seconds.

    Raises:
        StageError: It failed.
        StoppedError: This process received SIGTERM; so did the stage, and it has ended.
    """
    print(f"\n== {stage}", flush=True)
    started = time.monotonic()
    process = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        returncode = process.wait()
    finally:
        # Asked to stop, or interrupted: never leave a stage running behind our back.
        if process.poll() is None:
            process.terminate()
            process.wait()
    if returncode:
        raise StageError(stage, returncode)
    return time.monotonic() - started


def stop_on_sigterm() -> None:
    """Makes SIGTERM raise StoppedError, so that the running stage is stopped too."""
    signal.signal(signal.SIGTERM, _stop)


def _stop(*_: object) -> NoReturn:
    # Once is enough: a second signal must not cut the wait for the stage short.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.stdout.flush()
    raise StoppedError("stopped by SIGTERM")
