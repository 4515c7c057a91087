"""The TFRecord framing: the records of a file, both checksums of each checked."""

import gzip
import mmap
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import google_crc32c

from trainer.contract.errors import ContractError

HEADER_BYTES = 12
FOOTER_BYTES = 4
# A length is believed only as far as the file goes, or in steps where that is unknown.
CHUNK_BYTES = 1 << 20
_MASK = 0xA282EAD8


class Record(NamedTuple):
    """One record: its number in the file from 0, the byte where it starts, its bytes.

    The offset counts the bytes of the records, not those of a gzip file around them.
    """

    index: int
    offset: int
    data: bytes


class DamagedRecordError(ContractError):
    """A record is not framed as the format says."""

    def __init__(
        self, path: Path | str, index: int, offset: int, expected: str, received: str
    ):
        """Says where the record starts, what was expected and what was there."""
        where = f"{path}: record {index} at byte {offset}"
        super().__init__(f"{where}: expected {expected}, received {received}")


def read_records(path: Path | str) -> Iterator[Record]:
    """Reads the records of a TFRecord file; a name that ends in `.gz` is gzip.

    Args:
      path: the file.

    Yields:
      Each record, in order.

    Raises:
      DamagedRecordError: the file is cut, or a length or checksum is wrong.
    """
    with open(path, "rb") as raw:
        if str(path).endswith(".gz"):
            with gzip.GzipFile(fileobj=raw) as unzipped:
                yield from _records(path, unzipped, None)
        else:
            yield from _records(path, raw, os.fstat(raw.fileno()).st_size)


def count(path: Path | str) -> int:
    """Returns how many records a TFRecord file has.

    Of a file that is not compressed only the lengths are looked at.

    Raises:
      DamagedRecordError: the file is cut, or a length is wrong.
    """
    size = os.path.getsize(path)
    if not size or str(path).endswith(".gz"):
        return sum(1 for _ in read_records(path))
    with open(path, "rb") as file:
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _count(path, data, size)


def masked_crc32c(data: bytes) -> int:
    """Returns the masked CRC32C: rotated right by 15 bits, plus a constant."""
    crc = google_crc32c.value(data)
    return ((crc >> 15 | crc << 17) + _MASK) & 0xFFFFFFFF


def frame(data: bytes) -> bytes:
    """Returns `data` as one record of a TFRecord file."""
    length = struct.pack("<Q", len(data))
    ends = (
        struct.pack("<I", masked_crc32c(length)),
        struct.pack("<I", masked_crc32c(data)),
    )
    return length + ends[0] + data + ends[1]


def _records(path: Path | str, stream: BinaryIO, size: int | None) -> Iterator[Record]:
    index = offset = 0
    try:
        while header := _read(stream, HEADER_BYTES):
            length = _length(path, index, offset, header)
            data = _body(path, index, offset, stream, length, size)
            yield Record(index, offset, data)
            index += 1
            offset += HEADER_BYTES + length + FOOTER_BYTES
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DamagedRecordError(path, index, offset, "gzip data", str(error)) from None


def _count(path: Path | str, data: mmap.mmap, size: int) -> int:
    index = offset = 0
    while offset < size:
        length = _length(path, index, offset, data[offset : offset + HEADER_BYTES])
        needed, left = length + FOOTER_BYTES, size - offset - HEADER_BYTES
        if needed > left:
            raise _cut(path, index, offset, needed, left)
        offset += HEADER_BYTES + needed
        index += 1
    return index


def _length(path: Path | str, index: int, offset: int, header: bytes) -> int:
    if len(header) < HEADER_BYTES:
        expected = f"a header of {HEADER_BYTES} bytes"
        raise DamagedRecordError(path, index, offset, expected, f"{len(header)} bytes")
    length, received = struct.unpack("<QI", header)
    _compare(path, index, offset, "length", masked_crc32c(header[:8]), received)
    return length


def _body(
    path: Path | str,
    index: int,
    offset: int,
    stream: BinaryIO,
    length: int,
    size: int | None,
) -> bytes:
    needed = length + FOOTER_BYTES
    left = needed if size is None else size - offset - HEADER_BYTES
    body = _read(stream, needed) if needed <= left else b""
    if len(body) < needed:
        received = left if needed > left else len(body)
        raise _cut(path, index, offset, needed, received)
    data = body[:-FOOTER_BYTES]
    received = int.from_bytes(body[-FOOTER_BYTES:], "little")
    _compare(path, index, offset, "data", masked_crc32c(data), received)
    return data


def _cut(
    path: Path | str, index: int, offset: int, needed: int, left: int
) -> DamagedRecordError:
    expected = f"{needed} more bytes"
    return DamagedRecordError(path, index, offset, expected, f"{left} bytes")


def _compare(
    path: Path | str, index: int, offset: int, what: str, computed: int, stored: int
) -> None:
    if computed != stored:
        expected = f"the {what} to have checksum {stored:08x}"
        raise DamagedRecordError(path, index, offset, expected, f"{computed:08x}")


def _read(stream: BinaryIO, wanted: int) -> bytes:
    if wanted <= CHUNK_BYTES:
        return stream.read(wanted)
    chunks: list[bytes] = []
    while wanted > 0 and (chunk := stream.read(min(wanted, CHUNK_BYTES))):
        chunks.append(chunk)
        wanted -= len(chunk)
    return b"".join(chunks)
