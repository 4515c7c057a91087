"""The parts of a manifest: files, artifacts and counts, and their JSON."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from trainer.contract.errors import ContractError
from trainer.contract.expectations import NOTHING, expect

_CRC32C = re.compile(r"[0-9a-f]{8}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class File:
    """One file of a directory: its relative name, size and checksum.

    Attributes:
      name: relative to the directory, `/` between its parts.
      bytes: its size.
      records: record files only: how many records.
      rows: record files, predictions and rejects: how many rows.
      crc32c: of the whole file, eight lower-case hex digits, or None.
      sha256: of the whole file, 64 of them, where `crc32c` is None.
    """

    name: str
    bytes: int
    records: int | None = None
    rows: int | None = None
    crc32c: str | None = None
    sha256: str | None = None

    def document(self) -> dict[str, Any]:
        """Returns the file as it stands in a manifest."""
        return {
            field: value for field, value in asdict(self).items() if value is not None
        }


@dataclass(frozen=True)
class Artifacts:
    """Which artifacts encoded the data, or belong to the model.

    Attributes:
      path: where they were when they were made.
      digest: theirs.
      generation: how often artifacts were extended to these.
      ancestors: the digests of those that were extended, the first one first.
    """

    path: str
    digest: str
    generation: int = 0
    ancestors: tuple[str, ...] = ()

    @property
    def directory(self) -> Path:
        """Where the artifacts were when they were made; Spark writes it as a URI."""
        return Path(self.path.removeprefix("file:"))

    def document(self) -> dict[str, Any]:
        """Returns the reference as it stands in a manifest."""
        return {**asdict(self), "ancestors": list(self.ancestors)}


@dataclass(frozen=True)
class Counts:
    """Rows of the log: `read` is the sum of the others, always.

    Attributes:
      read: all rows.
      written: those that the directory holds.
      rejected: bad ones.
      left_out: those that another output has, or that were not drawn.
    """

    read: int
    written: int
    rejected: int
    left_out: int = 0

    def document(self) -> dict[str, int]:
        """Returns the counts as they stand in a manifest."""
        counts = asdict(self)
        if not self.left_out:
            del counts["left_out"]
        return counts


def files(given: Any, pointer: str) -> tuple[File, ...]:
    """Parses the field `files` or `rejects`; no name may stand there twice."""
    expect(isinstance(given, list), pointer, "a list of files", given)
    parsed = tuple(_file(file, f"{pointer}[{i}]") for i, file in enumerate(given))
    names: set[str] = set()
    for i, file in enumerate(parsed):
        expect(
            file.name not in names,
            f"{pointer}[{i}].name",
            "a name of its own",
            file.name,
        )
        names.add(file.name)
    return parsed


def artifacts(given: Any) -> Artifacts:
    """Parses the field `artifacts`."""
    expect(isinstance(given, dict), "artifacts", "an object", given)
    ancestors = given.get("ancestors", NOTHING)
    pointer = "artifacts.ancestors"
    expect(isinstance(ancestors, list), pointer, "a list of digests", ancestors)
    parsed = Artifacts(
        path=text(given, "path", "artifacts.path"),
        digest=sha256(given, "digest", "artifacts.digest"),
        generation=count(given, "generation", "artifacts.generation"),
        ancestors=tuple(
            _matching(digest, f"{pointer}[{i}]", _SHA256)
            for i, digest in enumerate(ancestors)
        ),
    )
    generations = f"as many as artifacts.generation, {parsed.generation}"
    expect(len(ancestors) == parsed.generation, pointer, generations, ancestors)
    return parsed


def counts(given: Any) -> Counts:
    """Parses the field `counts`."""
    expect(isinstance(given, dict), "counts", "an object", given)
    fields = ["read", "written", "rejected"]
    if "left_out" in given:
        fields.append("left_out")
    parsed = Counts(
        **{field: count(given, field, f"counts.{field}") for field in fields}
    )
    total = parsed.written + parsed.rejected + parsed.left_out
    expected = f"{' + '.join(fields[1:])}, {total}"
    expect(parsed.read == total, "counts.read", expected, parsed.read)
    return parsed


def text(given: Mapping[str, Any], field: str, pointer: str) -> str:
    """Returns a field that is a string and not empty."""
    value = given.get(field, NOTHING)
    expect(isinstance(value, str) and value != "", pointer, "a string", value)
    return value


def count(given: Mapping[str, Any], field: str, pointer: str) -> int:
    """Returns a field that is an integer from 0."""
    value = given.get(field, NOTHING)
    expect(type(value) is int and value >= 0, pointer, "an integer from 0", value)
    return value


def sha256(given: Mapping[str, Any], field: str, pointer: str) -> str:
    """Returns a field that is a SHA-256 in hex digits."""
    return _digits(given, field, pointer, _SHA256)


def _digits(
    given: Mapping[str, Any], field: str, pointer: str, form: re.Pattern[str]
) -> str:
    return _matching(given.get(field, NOTHING), pointer, form)


def _matching(value: Any, pointer: str, form: re.Pattern[str]) -> str:
    good = isinstance(value, str) and form.fullmatch(value) is not None
    expect(good, pointer, f"hex digits like {form.pattern}", value)
    return value


def _file(given: Any, pointer: str) -> File:
    expect(isinstance(given, dict), pointer, "an object", given)
    name = text(given, "name", f"{pointer}.name")
    expect(_stays_inside(name), f"{pointer}.name", "a name below the directory", name)
    sizes = {
        field: count(given, field, f"{pointer}.{field}")
        for field in ("bytes", "records", "rows")
        if field in given or field == "bytes"
    }
    if ("crc32c" in given) == ("sha256" in given):
        raise ContractError(f"{pointer}: expected one of crc32c and sha256")
    field, form = ("crc32c", _CRC32C) if "crc32c" in given else ("sha256", _SHA256)
    digits = _digits(given, field, f"{pointer}.{field}", form)
    return File(name, **sizes, **{field: digits})


def _stays_inside(name: str) -> bool:
    parts = name.split("/")
    return not {"", ".", ".."} & set(parts) and not {"\\", "\0"} & set(name)
