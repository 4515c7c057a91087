"""Whole processes, one after the other: their seconds and their peak memory."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.prepare.memory_tree import MemoryTree
from deploy.local.spark_submit import ROOT
from trainer.contract.errors import InputError

_SHOWN_LINES = 20


@dataclass(frozen=True)
class Ended:
    """What a process took.

    Attributes:
        seconds: From its start to its end.
        megabytes: The most that it and all that it started had resident together.
        printed: To standard output.
    """

    seconds: float
    megabytes: float
    printed: str

    def after(self, first: "Ended") -> "Ended":
        """This process and the one before it, as one."""
        return Ended(
            first.seconds + self.seconds,
            max(first.megabytes, self.megabytes),
            first.printed + self.printed,
        )


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Ended:
    """Runs a program of this checkout to its end.

    Raises:
        InputError: It failed; with the end of what it said.
    """
    given = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
    started = time.perf_counter()
    process = subprocess.Popen(
        command, env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    with MemoryTree(process.pid) as memory, process.stdout as pipe:
        printed = pipe.read()
        process.wait()
    seconds = time.perf_counter() - started
    if process.returncode:
        said = "\n".join(printed.splitlines()[-_SHOWN_LINES:])
        raise InputError(f"{' '.join(command)} failed: {process.returncode}\n{said}")
    return Ended(seconds, memory.peak / 1e6, printed)
