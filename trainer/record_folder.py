"""A folder of encoded rows, checked against its manifest before a byte is used."""

from dataclasses import dataclass
from pathlib import Path

from trainer.contract import manifest as manifests
from trainer.contract import schema as schemas
from trainer.contract.errors import InputError
from trainer.contract.manifest import Manifest
from trainer.contract.manifest_parts import File
from trainer.contract.schema import Schema


@dataclass(frozen=True)
class RecordFolder:
    """Encoded rows with a label, complete: names and sizes are the manifest's.

    Attributes:
      directory: where they lie.
      manifest: what lies there.
      schema: resolved, and of what the records hold.
    """

    directory: Path
    manifest: Manifest
    schema: Schema

    @property
    def rows(self) -> int:
        """How many rows all files hold."""
        return sum(file.rows for file in self.manifest.files)

    @property
    def files(self) -> list[File]:
        """The files that hold a row, in the order of the manifest."""
        return [file for file in self.manifest.files if file.rows]

    @property
    def paths(self) -> list[Path]:
        """Where the `files` lie."""
        run_id = self.manifest.run_id
        return [
            manifests.locate(self.directory, file.name, run_id) for file in self.files
        ]


def open_labelled(directory: Path | str) -> RecordFolder:
    """Opens a folder of records to train or evaluate on.

    Raises:
      ContractError: the manifest is missing or not one, or a file is not as it says.
      InputError: the records have no label, or there is no row.
    """
    manifest = manifests.read(directory)
    if manifest.kind not in manifests.RECORD_KINDS:
        expected = "train or evaluate records"
        raise InputError(f"{directory}: expected {expected}, received {manifest.kind}")
    manifest.check(directory)
    if not manifest.label:
        raise InputError(f"{directory}: expected records with a label, received none")
    path = manifests.locate(directory, manifests.SCHEMA, manifest.run_id)
    schema = schemas.load(path, resolved=True).weighing(manifest.weight)
    folder = RecordFolder(Path(directory), manifest, schema)
    if not folder.rows:
        raise InputError(f"{directory}: expected at least one row, received none")
    return folder
