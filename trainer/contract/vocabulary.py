"""The vocabulary of one categorical column: RFC 4180 rows in id order from 1."""

import re
from pathlib import Path
from typing import NamedTuple

from trainer.contract.errors import ContractError

HEADER = b"value,count"
_ROW = re.compile(rb'(?:"((?:[^"\r\n\0]|"")*)"|([^",\r\n\0]+)),([0-9]{1,18})')
_MUST_QUOTE = re.compile(rb'^$|[,"]')


class Vocabulary(NamedTuple):
    """The values of a column and how often training saw each; position i has id i + 1.

    Attributes:
      values: UTF-8 bytes.
      counts: rows.
    """

    values: list[bytes]
    counts: list[int]


def read(path: Path | str) -> Vocabulary:
    """Reads `vocabulary/<feature>.csv`.

    Raises:
      ContractError: the file is not one; the text names file, line, expected, received.
    """
    return parse(Path(path).read_bytes(), str(path))


def parse(data: bytes, source: str) -> Vocabulary:
    """Reads a vocabulary from the bytes of its file, called `source` in messages."""
    header, *rows = data.split(b"\r\n")
    if header != HEADER or not rows:
        raise _error(source, 1, "value,count and CR LF", header)
    if last := rows.pop():
        raise _error(source, len(rows) + 2, "CR LF at the end", last)
    _refuse_not_utf8(data, source)
    vocabulary = Vocabulary([], [])
    for line, row in enumerate(rows, start=2):
        value, count = _split(row, line, source)
        vocabulary.values.append(value)
        vocabulary.counts.append(count)
    _refuse_twice(vocabulary.values, source)
    return vocabulary


def render(vocabulary: Vocabulary) -> bytes:
    """Returns the bytes of the file: the inverse of `parse`."""
    rows = (b"%b,%d" % (_quoted(v), n) for v, n in zip(*vocabulary, strict=True))
    return b"".join(row + b"\r\n" for row in (HEADER, *rows))


def _quoted(value: bytes) -> bytes:
    if _MUST_QUOTE.search(value):
        return b'"%b"' % value.replace(b'"', b'""')
    return value


def _split(row: bytes, line: int, source: str) -> tuple[bytes, int]:
    match = _ROW.fullmatch(row)
    if match is None:
        raise _error(source, line, "VALUE,COUNT", row)
    quoted, plain, count = match.groups()
    return (plain if quoted is None else quoted.replace(b'""', b'"')), int(count)


def _refuse_not_utf8(data: bytes, source: str) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _error(source, line, "UTF-8", data[error.start : error.end]) from None


def _refuse_twice(values: list[bytes], source: str) -> None:
    seen: dict[bytes, int] = dict(zip(values, range(2, len(values) + 2), strict=True))
    if len(seen) == len(values):
        return
    for line, value in enumerate(values, start=2):
        if seen[value] != line:
            raise _error(
                source, seen[value], f"a value that line {line} has not", value
            )


def _error(source: str, line: int, expected: str, received: bytes) -> ContractError:
    shown = received[:200].decode("utf-8", "backslashreplace")
    return ContractError(
        f"{source}: line {line}: expected {expected}, received {shown!r}"
    )
