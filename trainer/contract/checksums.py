"""Checksums of whole files, read in chunks: CRC32C for data, SHA-256 for models."""

import hashlib
from pathlib import Path

import google_crc32c

_CHUNK_BYTES = 1 << 20


def crc32c_of(path: Path | str) -> str:
    """Returns the CRC32C of a file as eight lower-case hex digits."""
    crc = 0
    with open(path, "rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            crc = google_crc32c.extend(crc, chunk)
    return f"{crc:08x}"


def sha256_of(path: Path | str) -> str:
    """Returns the SHA-256 of a file as lower-case hex digits."""
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
