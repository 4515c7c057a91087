"""Splits a log into train, evaluate and predict rows by a hash of each line."""

import bz2
import gzip
import os
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from trainer.contract.errors import InputError

# `--split hash --evaluate-share 0.1` of prepare holds the first tenth out, too.
_TENTHS = ("evaluate", "predict") + ("train",) * 8
_OPENERS = {".gz": gzip.open, ".bz2": bz2.open}
_UNREADABLE = (".zst", ".lz4", ".snappy", ".deflate", ".xz")


def split(
    files: Iterable[Path], outputs: Mapping[str, Path], header: bool
) -> dict[str, int]:
    """Splits logs, a line at a time; equal lines stay together, in any order of files.

    One tenth of the lines evaluates, one predicts, the rest trains; the share of a set
    without an output trains too. The outputs appear when all of them are whole.

    Args:
        files: Logs, plain, `.gz` or `.bz2`.
        outputs: Where the lines of `train`, `evaluate` and `predict` go.
        header: Whether the first line of every file names the columns.

    Returns:
        The rows of each output.

    Raises:
        InputError: A file cannot be read, headers differ, or an output has no row.
    """
    rows = dict.fromkeys(outputs, 0)
    parts = {m: p.with_name(f"{p.name}.{os.getpid()}.part") for m, p in outputs.items()}
    with ExitStack() as stack:
        for part in parts.values():
            stack.callback(part.unlink, missing_ok=True)
        with ExitStack() as open_files:
            streams = {
                mode: open_files.enter_context(open(part, "wb"))
                for mode, part in parts.items()
            }
            _deal(_lines(files, header, streams.values()), streams, rows)
        _refuse_empty(rows)
        for mode, part in parts.items():
            os.replace(part, outputs[mode])
    return rows


def _deal(
    lines: Iterable[bytes], streams: Mapping[str, BinaryIO], rows: dict[str, int]
) -> None:
    modes = [mode if mode in streams else "train" for mode in _TENTHS]
    for line in lines:
        mode = modes[zlib.crc32(line) * len(modes) >> 32]
        streams[mode].write(line)
        rows[mode] += 1


def _lines(
    files: Iterable[Path], header: bool, streams: Collection[BinaryIO]
) -> Iterator[bytes]:
    """Yields every row, its LF included; a header goes to the top of every output."""
    first_header = None
    for path in files:
        with _open(path) as log:
            if header:
                names = _ended(log.readline())
                if first_header is None:
                    first_header = names
                    for stream in streams:
                        stream.write(names)
                _refuse_other_header(path, first_header, names)
            for line in log:
                yield _ended(line)


def _open(path: Path) -> BinaryIO:
    if path.suffix in _UNREADABLE:
        raise InputError(
            f"{path}: expected a plain, .gz or .bz2 log to split, received "
            f"{path.suffix} (give DATA, EVAL and PREDICT, and nothing is split)"
        )
    return _OPENERS.get(path.suffix, open)(path, "rb")


def _ended(line: bytes) -> bytes:
    return line if line.endswith(b"\n") else line + b"\n"


def _refuse_other_header(path: Path, expected: bytes, received: bytes) -> None:
    if received != expected:
        raise InputError(
            f"{path}: line 1: expected the header of the other files, "
            f"{expected.decode(errors='backslashreplace').rstrip()!r}, received "
            f"{received.decode(errors='backslashreplace').rstrip()!r}"
        )


def _refuse_empty(rows: Mapping[str, int]) -> None:
    total = sum(rows.values())
    for mode, count in rows.items():
        if not count:
            raise InputError(
                f"DATA: expected rows enough for {', '.join(rows)}, received {total} "
                f"and none of them for {mode}"
            )
