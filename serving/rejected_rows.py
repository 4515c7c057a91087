"""The bad rows of one part, each with its place among the good ones."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from serving.json_lines import error_line
from trainer.contract.errors import ContractError


class RejectedRow(NamedTuple):
    """A bad row of the log.

    Attributes:
      after: how many good rows of the same part come before it.
      line: what the predictions say in its place.
    """

    after: int
    line: str


class RejectedRows:
    """The bad rows of a part in the order of the log, to be taken when they are due."""

    def __init__(self, paths: list[Path]):
        """Opens the files of the bad rows; their order is that of the log."""
        self._rows = (row for path in paths for row in _read(path))
        self._next = next(self._rows, None)

    def due(self, position: int) -> Iterator[str]:
        """Yields the lines of the bad rows that stand before the good row `position`.

        Args:
          position: of a good row in its part, from 0.
        """
        while self._next is not None and self._next.after <= position:
            yield self._next.line
            self._next = next(self._rows, None)

    def any_before(self, position: int) -> bool:
        """Returns whether a bad row stands before the good row `position`."""
        return self._next is not None and self._next.after <= position

    def rest(self) -> Iterator[str]:
        """Yields the lines of all bad rows that are left."""
        while self._next is not None:
            yield from self.due(self._next.after)


def _read(path: Path) -> Iterator[RejectedRow]:
    with open(path, "rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield _row(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                where = f"{path}: line {number}"
                raise ContractError(
                    f"{where}: expected a rejected row, received {error!r}"
                ) from None


def _row(given: dict) -> RejectedRow:
    what = f"expected {given['expected']}, received {given['received']}"
    text = f"{given['column']}: {what}" if given["column"] is not None else what
    return RejectedRow(
        int(given["after"]), error_line(text, file=given["file"], line=given["line"])
    )
