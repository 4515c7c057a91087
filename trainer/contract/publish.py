"""The commit of an output directory (FORMAT.md section 7), by its manifest."""

import json
import os
import re
import uuid
from collections.abc import Iterable
from pathlib import Path

from trainer.contract.errors import ContractError, ForeignOutputError
from trainer.contract.manifest import (
    KINDS,
    MANIFEST,
    SCHEMA,
    Manifest,
    read,
)
from trainer.contract.schema_validation import FORMAT_VERSION

CLAIM = "_CLAIM.json"
# Of a folder that has a claim, and never a manifest: that of a search.
STUDY = "study"
_RUN_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Output:
    """An output directory of one run, from its claim to its commit.

    Attributes:
      directory: where it is.
      kind: the manifest's kind.
      run_id: a UUID of this run; the names of its files carry it until the commit.
    """

    def __init__(self, directory: Path | str, kind: str, inputs: Iterable[Path | str]):
        """Claims the directory.

        Args:
          directory: the output; made where it is not.
          kind: one of the manifest's kinds.
          inputs: what the run reads; the output is inside none, and none inside it.

        Raises:
          ForeignOutputError: the directory is not ours, or overlaps an input.
        """
        self.directory, self.kind = Path(directory), kind
        self.run_id = claim(directory, kind, inputs)

    def place(self, name: str) -> Path:
        """Returns where a file of a fixed name is written; the commit gives it that."""
        path = self.directory / f"{name}.{self.run_id}"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def stage(self, name: str, data: bytes) -> None:
        """Writes a file of a fixed name, which it gets after the commit."""
        write_durably(self.place(name), data)

    def commit(self, manifest: Manifest) -> None:
        """Replaces the manifest in one atomic step, then puts the directory in order.

        Args:
          manifest: of this run; its files, and the schema, are there.

        Raises:
          ContractError: a file is not what the manifest says; nothing has changed.
        """
        if (manifest.run_id, manifest.kind) != (self.run_id, self.kind):
            raise ContractError(
                f"{self.directory}: expected the manifest of {self.run_id}"
            )
        manifest.check(self.directory)
        before = _listed(self.directory)
        sync(self.directory)
        replace(self.directory / MANIFEST, manifest.render(), self.run_id)
        settle(self.directory, manifest, before)


def claim(directory: Path | str, kind: str, inputs: Iterable[Path | str]) -> str:
    """Marks a directory as ours before anything else is written there.

    Args:
      directory: made where it is not.
      kind: of what a run leaves there.
      inputs: what the run reads; the directory is inside none, and none inside it.

    Returns:
      A UUID of the run.

    Raises:
      ForeignOutputError: the directory is not ours, or overlaps an input.
    """
    refuse_overlap(directory, inputs)
    refuse_foreign(directory, kind)
    Path(directory).mkdir(parents=True, exist_ok=True)
    run_id = str(uuid.uuid4())
    document = {"format_version": FORMAT_VERSION, "kind": kind, "run_id": run_id}
    replace(Path(directory) / CLAIM, json.dumps(document).encode() + b"\n", run_id)
    return run_id


def replace(path: Path, data: bytes, suffix: str = "new") -> None:
    """Replaces a file in one step: a reader sees the old one or the new one.

    Args:
      path: the file; it need not be there yet.
      data: what it shall hold.
      suffix: of its name until it is whole.
    """
    beside = path.with_name(f"{path.name}.{suffix}")
    write_durably(beside, data)
    os.replace(beside, path)
    sync(path.parent)


def refuse_overlap(output: Path | str, inputs: Iterable[Path | str]) -> None:
    """Refuses an output inside an input, and an input inside the output.

    Raises:
      ForeignOutputError: naming both.
    """
    out = os.path.realpath(output)
    for path in inputs:
        real = os.path.realpath(path)
        if os.path.commonpath([out, real]) in (out, real):
            raise ForeignOutputError(
                f"{output}: expected an output apart from the input {path}"
            )


def refuse_foreign(directory: Path | str, kind: str) -> None:
    """Refuses a directory that is neither empty nor an output of ours of this kind.

    Raises:
      ForeignOutputError: naming the directory, which has not been touched.
    """
    directory = Path(directory)
    if not os.path.lexists(directory):
        return
    if not directory.is_dir():
        raise ForeignOutputError(f"{directory}: expected a directory, received a file")
    kinds = [_kind(directory / name) for name in (MANIFEST, CLAIM)]
    for other in filter(None, kinds):
        if other != kind:
            raise ForeignOutputError(
                f"{directory}: expected a directory of kind {kind}, received {other}"
            )
    # A run may have been killed while it made its claim.
    claims = re.compile(rf"{re.escape(CLAIM)}\.{_RUN_ID.pattern}")
    foreign = any(not claims.fullmatch(path.name) for path in directory.iterdir())
    if foreign and not any(kinds):
        raise ForeignOutputError(
            f"{directory}: expected an empty directory or one with our {MANIFEST}, "
            "received other files"
        )


def settle(
    directory: Path | str, manifest: Manifest, before: Iterable[str] = ()
) -> None:
    """Gives staged files their names and removes what earlier and failed runs left.

    Args:
      directory: a directory whose manifest has been committed.
      manifest: that manifest.
      before: names that the manifest before it listed.
    """
    directory = Path(directory)
    for staged in sorted(directory.rglob(f"*.{manifest.run_id}")):
        os.replace(
            staged, staged.with_name(staged.name.removesuffix(f".{manifest.run_id}"))
        )
    kept = {file.name for file in manifest.listed} | {SCHEMA, MANIFEST}
    for name in (*before, CLAIM, *_of_other_runs(directory, manifest.run_id)):
        if name not in kept:
            (directory / name).unlink(missing_ok=True)
    _remove_empty_folders(directory)
    sync(directory)


def write_durably(path: Path, data: bytes) -> None:
    """Writes a file and waits until the disk has it."""
    with open(path, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def sync(path: Path) -> None:
    """Waits until the disk has a file, or the names in a directory."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _of_other_runs(directory: Path, run_id: str) -> list[str]:
    names = (
        path.relative_to(directory) for path in directory.rglob("*") if path.is_file()
    )
    return [str(name) for name in names if set(_RUN_ID.findall(name.name)) - {run_id}]


def _listed(directory: Path) -> list[str]:
    try:
        manifest = read(directory)
    except ContractError:
        return []
    return [file.name for file in manifest.listed]


def _kind(path: Path) -> str | None:
    """The kind that a manifest or claim of ours says; None for anything else."""
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.get("kind") not in (*KINDS, STUDY):
        return None
    return (
        document["kind"] if document.get("format_version") == FORMAT_VERSION else None
    )


def _remove_empty_folders(directory: Path) -> None:
    for folder in sorted(directory.rglob("*"), reverse=True):
        if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
            folder.rmdir()
