"""The manifest of an output directory (FORMAT.md section 6), and its checks."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer.contract import json_file
from trainer.contract import manifest_parts as parts
from trainer.contract.checksums import crc32c_of, sha256_of
from trainer.contract.errors import ContractError
from trainer.contract.expectations import NOTHING, expect
from trainer.contract.manifest_parts import Artifacts, Counts, File
from trainer.contract.schema_validation import FORMAT_VERSION

MANIFEST = "_MANIFEST.json"
SCHEMA = "schema.json"
RECORD_KINDS = ("train", "evaluate", "predict")
# Of no rows of their own.
UNCOUNTED = ("export", "embeddings")
KINDS = ("artifacts", *RECORD_KINDS, "predictions", *UNCOUNTED)


@dataclass(frozen=True)
class Manifest:
    """What an output directory holds; a file that it does not list does not exist.

    `counts` is None for exports and embeddings; `rows_per_record`, `label`, `key`,
    `weight` and `rejects` are those of record directories, and None or empty elsewhere.
    `reports` tell of the output and are no part of what it is for: readers of the data
    do without them.
    """

    kind: str
    run_id: str
    schema_digest: str
    artifacts: Artifacts
    files: tuple[File, ...]
    counts: Counts | None = None
    rows_per_record: int | None = None
    label: bool | None = None
    key: str | None = None
    weight: str | None = None
    rejects: tuple[File, ...] = ()
    reports: tuple[File, ...] = ()

    @property
    def listed(self) -> tuple[File, ...]:
        """Every file of the directory but the schema and the manifest itself."""
        return (*self.files, *self.rejects, *self.reports)

    def check(self, directory: Path | str) -> None:
        """Checks names and sizes, but those of the reports, and the schema.

        Raises:
          ContractError: naming the file, expected, received.
        """
        for file in (*self.files, *self.rejects):
            check_size(directory, file, self.run_id)
        self.check_schema(directory)

    def check_schema(self, directory: Path | str) -> None:
        """Checks that `schema.json` is there and the one that was meant.

        Raises:
          ContractError: naming the file, expected, received.
        """
        path = locate(directory, SCHEMA, self.run_id)
        if not path.is_file():
            raise ContractError(f"{path}: expected the schema, received no such file")
        _compare(path, "sha256", self.schema_digest, sha256_of(path))

    def verify(self, directory: Path | str) -> None:
        """Checks names, sizes and every checksum, but those of the reports.

        Raises:
          ContractError: naming the file, expected, received.
        """
        self.check(directory)
        for file in (*self.files, *self.rejects):
            check_sum(directory, file, self.run_id)

    def refuse_unlisted(self, directory: Path | str) -> None:
        """Refuses a directory that holds another file than those of the manifest.

        Raises:
          ContractError: naming the first such file.
        """
        listed = {file.name for file in self.listed}
        for path in sorted(Path(directory).rglob("*")):
            name = path.relative_to(directory).as_posix()
            if not path.is_dir() and name not in listed | {MANIFEST, SCHEMA}:
                expected = f"expected no file that {MANIFEST} does not list"
                raise ContractError(f"{path}: {expected}")

    def document(self) -> dict[str, Any]:
        """Returns the manifest as it stands in its file."""
        records = {
            "rows_per_record": self.rows_per_record,
            "label": self.label,
            "key": self.key,
            "weight": self.weight,
        }
        rejects = {"rejects": [file.document() for file in self.rejects]}
        reports = {"reports": [file.document() for file in self.reports]}
        is_records = self.kind in RECORD_KINDS
        return {
            "format_version": FORMAT_VERSION,
            "kind": self.kind,
            "run_id": self.run_id,
            "schema_digest": self.schema_digest,
            "artifacts": self.artifacts.document(),
            **(records if is_records else {}),
            **({"counts": self.counts.document()} if self.counts else {}),
            "files": [file.document() for file in self.files],
            **(rejects if is_records else {}),
            **(reports if self.reports else {}),
        }

    def render(self) -> bytes:
        """Returns the bytes of the manifest's file."""
        return (
            json.dumps(self.document(), ensure_ascii=False, indent=1).encode() + b"\n"
        )


def read(directory: Path | str) -> Manifest:
    """Reads the manifest of a directory; the files are not looked at yet.

    Raises:
      ContractError: there is none, or it is not one.
    """
    path = Path(directory) / MANIFEST
    missing = "no such file: the directory is no complete output"
    with json_file.reading(path, "a manifest", missing):
        return from_document(json.loads(path.read_bytes()))


def from_document(given: Any) -> Manifest:
    """Checks a parsed manifest.

    Raises:
      ContractError: `POINTER: WHAT`.
    """
    expect(isinstance(given, dict), "manifest", "an object", given)
    version = given.get("format_version", NOTHING)
    good = type(version) is int and version == FORMAT_VERSION
    expect(good, "format_version", str(FORMAT_VERSION), version)
    kind = given.get("kind", NOTHING)
    expect(kind in KINDS, "kind", " or ".join(KINDS), kind)
    manifest = Manifest(
        kind=kind,
        run_id=parts.text(given, "run_id", "run_id"),
        schema_digest=parts.sha256(given, "schema_digest", "schema_digest"),
        artifacts=parts.artifacts(given.get("artifacts", NOTHING)),
        files=parts.files(given.get("files", NOTHING), "files"),
        reports=parts.files(given.get("reports", []), "reports"),
        counts=_counts(given) if kind not in UNCOUNTED else None,
        **(_record_fields(given) if kind in RECORD_KINDS else {}),
    )
    _sums(manifest)
    return manifest


def locate(directory: Path | str, name: str, run_id: str) -> Path:
    """Returns where a listed file is: `NAME.RUN` while that exists, else `NAME`."""
    staged = Path(directory) / f"{name}.{run_id}"
    return staged if staged.exists() else Path(directory) / name


def check_size(directory: Path | str, file: File, run_id: str) -> None:
    """Raises ContractError unless the file is there and has its size."""
    path = locate(directory, file.name, run_id)
    received = f"{path.stat().st_size} bytes" if path.is_file() else "no such file"
    if received != f"{file.bytes} bytes":
        raise ContractError(f"{path}: expected {file.bytes} bytes, received {received}")


def check_sum(directory: Path | str, file: File, run_id: str) -> None:
    """Raises ContractError unless the file has its checksum."""
    path = locate(directory, file.name, run_id)
    if file.crc32c is not None:
        _compare(path, "crc32c", file.crc32c, crc32c_of(path))
    else:
        _compare(path, "sha256", file.sha256, sha256_of(path))


def require_same_artifacts(
    data: Artifacts, model: Artifacts, data_name: str, model_name: str
) -> None:
    """Refuses data that was encoded with artifacts that the model does not know.

    Data of the model's own artifacts, of an ancestor and of a descendant are taken.

    Args:
      data: of the manifest of the records.
      model: of the manifest of the export, or of the train records.
      data_name: what to call the data in the message.
      model_name: what to call the model in the message.

    Raises:
      ContractError: naming both, and both digests.
    """
    known = data.digest == model.digest
    if not (known or data.digest in model.ancestors or model.digest in data.ancestors):
        raise ContractError(
            f"{data_name}: expected data encoded with the artifacts of {model_name}, "
            f"{model.path} ({model.digest}), received data encoded with "
            f"{data.path} ({data.digest})"
        )


def _counts(given: dict[str, Any]) -> Counts:
    return parts.counts(given.get("counts", NOTHING))


def _record_fields(given: dict[str, Any]) -> dict[str, Any]:
    label = given.get("label", NOTHING)
    expect(isinstance(label, bool), "label", "true or false", label)
    return {
        "rows_per_record": _rows_per_record(given),
        "label": label,
        "key": _feature(given, "key"),
        "weight": _feature(given, "weight"),
        "rejects": parts.files(given.get("rejects", NOTHING), "rejects"),
    }


def _feature(given: dict[str, Any], field: str) -> str | None:
    name = given.get(field, NOTHING)
    good = name is None or isinstance(name, str)
    expect(good, field, "a feature's name or null", name)
    return name


def _rows_per_record(given: dict[str, Any]) -> int:
    rows = given.get("rows_per_record", NOTHING)
    good = type(rows) is int and rows >= 1
    expect(good, "rows_per_record", "an integer from 1", rows)
    return rows


def _sums(manifest: Manifest) -> None:
    if manifest.kind in RECORD_KINDS:
        written, rejected = manifest.counts.written, manifest.counts.rejected
        _sum(manifest.files, "files", "counts.written", written)
        _sum(manifest.rejects, "rejects", "counts.rejected", rejected)
    elif manifest.kind == "predictions":
        _sum(manifest.files, "files", "counts.read", manifest.counts.read)


def _sum(files: tuple[File, ...], pointer: str, total: str, expected: int) -> None:
    rows = sum(file.rows or 0 for file in files)
    expect(rows == expected, pointer, f"{total}, {expected} rows", rows)


def _compare(path: Path, what: str, expected: str, received: str) -> None:
    if expected != received:
        raise ContractError(f"{path}: expected {what} {expected}, received {received}")
