"""The input of a batch: the parts of one record directory, checked before use."""

import glob
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from trainer.contract import manifest as manifests
from trainer.contract.errors import ContractError, InputError
from trainer.contract.manifest import RECORD_KINDS, SCHEMA, File, Manifest

_PART = re.compile(r"(?:_rejects/)?part-([0-9]+)-[^/]*")


@dataclass(frozen=True)
class Part:
    """What one task of the preparation wrote: the rows between two places of the log.

    Attributes:
      number: the place of the part in the log, from 0.
      files: its record files, in order.
      rejects: the files with its bad rows, in order.
    """

    number: int
    files: tuple[File, ...]
    rejects: tuple[File, ...]

    @property
    def rows(self) -> int:
        """How many rows the records of the part hold."""
        return sum(file.rows for file in self.files)


@dataclass(frozen=True)
class InputParts:
    """A record directory, and those of its parts that were asked for."""

    directory: Path
    manifest: Manifest
    parts: tuple[Part, ...]

    def path(self, file: File) -> Path:
        """Returns where a file of a part is."""
        return manifests.locate(self.directory, file.name, self.manifest.run_id)


def open_input(pattern: str) -> InputParts:
    """Opens a record directory, or the part files that a glob names in one.

    Args:
      pattern: a directory, or a glob of whole parts of one.

    Raises:
      InputError: there is no such file.
      ContractError: a file is not in its directory's manifest, or not as it says.
    """
    directory, names = _named(pattern)
    manifest = manifests.read(directory)
    if manifest.kind not in RECORD_KINDS:
        raise ContractError(f"{directory}: expected records, received {manifest.kind}")
    manifest.check(directory)
    parts = _parts(directory, manifest)
    if names is not None:
        names = names - {report.name for report in manifest.reports}
        _refuse_unlisted(directory, manifest, names)
        # Whoever asks for all records asks for the parts of bad rows alone too.
        if len(names) < len(manifest.files):
            parts = [part for part in parts if _asked_for(directory, part, names)]
    for part in parts:
        for file in (*part.files, *part.rejects):
            manifests.check_sum(directory, file, manifest.run_id)
    return InputParts(directory, manifest, tuple(parts))


def _named(pattern: str) -> tuple[Path, set[str] | None]:
    if Path(pattern).is_dir():
        return Path(pattern), None
    found = [Path(name) for name in sorted(glob.glob(pattern))]
    paths = [p for p in found if p.name != SCHEMA and not p.name.startswith("_")]
    if not paths:
        raise InputError(f"{pattern}: expected part files, received none")
    directories = sorted({path.parent for path in paths})
    if len(directories) > 1:
        received = f"{directories[0]} and {directories[1]}"
        raise InputError(
            f"{pattern}: expected files of one directory, received {received}"
        )
    return directories[0], {path.name for path in paths}


def _parts(directory: Path, manifest: Manifest) -> list[Part]:
    files, rejects = (
        _by_number(directory, group) for group in (manifest.files, manifest.rejects)
    )
    return [
        Part(number, tuple(files.get(number, ())), tuple(rejects.get(number, ())))
        for number in sorted(files.keys() | rejects.keys())
    ]


def _by_number(directory: Path, files: Iterable[File]) -> dict[int, list[File]]:
    numbered: dict[int, list[File]] = {}
    for file in sorted(files, key=lambda file: file.name):
        match = _PART.fullmatch(file.name)
        if match is None or file.rows is None:
            expected = "a file named part-NNNNN-… with its rows"
            raise ContractError(
                f"{directory}: expected {expected}, received {file.name}"
            )
        numbered.setdefault(int(match[1]), []).append(file)
    return numbered


def _refuse_unlisted(directory: Path, manifest: Manifest, names: set[str]) -> None:
    for name in sorted(names - {file.name for file in manifest.files}):
        raise ContractError(f"{directory / name}: expected a file of the manifest")


def _asked_for(directory: Path, part: Part, names: set[str]) -> bool:
    asked = [file.name in names for file in part.files]
    # Bad rows are placed by counting the good rows of their part.
    if any(asked) and not all(asked):
        received = f"{sum(asked)} of {len(asked)}"
        expected = f"all files of part {part.number}"
        raise ContractError(f"{directory}: expected {expected}, received {received}")
    return any(asked)
