"""What a search leaves in its folder, and who may write there."""

import fcntl
import json
import os
import shutil
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from trainer.contract import publish
from trainer.contract.errors import ForeignOutputError
from trainer.job_folder import CHECKPOINTS

# The trials of a search that was killed end within one execution of steps.
WAIT_SECONDS = 60
_SECONDS_BETWEEN_LOOKS = 0.1


class SearchFolder:
    """`TUNE_DIR`: `study.db`, `trials/N` and what trial N says, `tune.json`.

    Attributes:
      directory: where it is.
      lock: the descriptor of the open lock; trials inherit it, so that nobody writes
        while one of them is left.
    """

    def __init__(self, directory: Path, inputs: Iterable[Path]):
        """Claims the folder, and waits until nobody else writes in it.

        Args:
          directory: made where it is not.
          inputs: what the trials read.

        Raises:
          ForeignOutputError: it is not ours, or another search goes on there.
        """
        publish.claim(directory, publish.STUDY, inputs)
        self.directory = directory
        (directory / "trials").mkdir(exist_ok=True)
        self.lock = os.open(directory / "lock", os.O_RDWR | os.O_CREAT)
        self._wait()

    def __enter__(self) -> Self:
        """Is there already."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Lets others write, as soon as the last trial has ended."""
        os.close(self.lock)

    @property
    def study(self) -> Path:
        """The database of the study."""
        return self.directory / "study.db"

    def job(self, number: int) -> Path:
        """The job folder of a trial."""
        return self.directory / "trials" / str(number)

    def beside(self, number: int, suffix: str) -> Path:
        """A file of a trial: what it prints (`out`, `err`) and reports (`metrics`)."""
        return self.directory / "trials" / f"{number}.{suffix}"

    def forget_checkpoints(self, number: int) -> None:
        """Removes the checkpoints of a trial: as much disk as three of its models."""
        shutil.rmtree(self.job(number) / CHECKPOINTS, ignore_errors=True)

    def write(self, document: Mapping[str, Any]) -> None:
        """Replaces `tune.json` in one step."""
        text = json.dumps(document, indent=1, allow_nan=False) + "\n"
        publish.replace(self.directory / "tune.json", text.encode())

    def write_report(self, page: bytes) -> None:
        """Replaces `report.html` in one step."""
        publish.replace(self.directory / "report.html", page)

    def _wait(self) -> None:
        until, said = time.monotonic() + WAIT_SECONDS, False
        while not self._locked():
            if time.monotonic() > until:
                raise ForeignOutputError(
                    f"{self.directory}: expected a folder where no other search goes "
                    f"on, waited {WAIT_SECONDS} s for its end"
                )
            if not said:
                waits = "waiting for the end of another search, or of its trials"
                print(f"trainer.tune: {self.directory}: {waits}", file=sys.stderr)
            said = True
            time.sleep(_SECONDS_BETWEEN_LOOKS)

    def _locked(self) -> bool:
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
