"""One file of predictions, its size, rows and checksum taken while it is written."""

import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

import google_crc32c

from trainer.contract.manifest import File


class Shard:
    """A file of JSON lines, on the disk once it is closed without an error."""

    def __init__(self, directory: Path, name: str):
        """Makes the file.

        Args:
          directory: the output.
          name: of the file in it.
        """
        self._name, self._bytes, self._rows, self._crc = name, 0, 0, 0
        self._stream = open(directory / name, "wb")  # noqa: SIM115

    def write(self, lines: Iterable[str]) -> None:
        """Appends lines; each gets its LF here."""
        lines = list(lines)
        data = "".join(line + "\n" for line in lines).encode("utf-8")
        self._stream.write(data)
        self._crc = google_crc32c.extend(self._crc, data)
        self._bytes += len(data)
        self._rows += len(lines)

    @property
    def file(self) -> File:
        """What the manifest says of the file."""
        crc32c = f"{self._crc:08x}"
        return File(self._name, self._bytes, rows=self._rows, crc32c=crc32c)

    def __enter__(self) -> "Shard":
        """Returns the shard itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Closes the file, and waits until the disk has it when all went well."""
        with self._stream:
            if error is None:
                self._stream.flush()
                os.fsync(self._stream.fileno())
