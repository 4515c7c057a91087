"""An artifacts directory: the resolved schema, a vocabulary per category."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from trainer.contract import manifest as manifests
from trainer.contract import schema as schemas
from trainer.contract import vocabulary as vocabularies
from trainer.contract.errors import ContractError
from trainer.contract.manifest import SCHEMA, File, Manifest
from trainer.contract.schema import Schema
from trainer.contract.vocabulary import Vocabulary


@dataclass(frozen=True)
class ArtifactsDirectory:
    """Artifacts whose every checksum has been verified.

    Attributes:
      directory: where they are.
      manifest: of kind `artifacts`.
      schema: resolved.
      schema_bytes: those of `schema.json`, to be copied beside what is made from it.
    """

    directory: Path
    manifest: Manifest
    schema: Schema
    schema_bytes: bytes

    def vocabulary(self, name: str) -> Vocabulary:
        """Reads the vocabulary of a categorical column.

        Raises:
          ContractError: it is damaged, or has another size than the schema says.
        """
        path = self.vocabulary_path(name)
        vocabulary = vocabularies.read(path)
        expected = self.schema.vocabulary_size(name)
        received = len(vocabulary.values)
        if received != expected:
            raise ContractError(
                f"{path}: expected {expected} values, received {received}"
            )
        return vocabulary

    def vocabulary_path(self, name: str) -> Path:
        """Returns where the vocabulary of a categorical column is."""
        run_id = self.manifest.run_id
        return manifests.locate(self.directory, vocabulary_file(name), run_id)


def vocabulary_file(name: str) -> str:
    """Returns the relative name of the vocabulary of a categorical column."""
    return f"vocabulary/{name}.csv"


def load(directory: Path | str) -> ArtifactsDirectory:
    """Opens an artifacts directory and verifies every checksum of it.

    Raises:
      ContractError: it is none, or damaged; the text names the file.
    """
    manifest = manifests.read(directory)
    _require_kind(directory, manifest)
    manifest.verify(directory)
    data = manifests.locate(directory, SCHEMA, manifest.run_id).read_bytes()
    schema = schemas.parse(data, str(Path(directory) / SCHEMA), resolved=True)
    _require_files(directory, manifest, schema)
    return ArtifactsDirectory(Path(directory), manifest, schema, data)


def digest(files: tuple[File, ...]) -> str:
    """Returns the sha256 of the lines `NAME SHA256` of artifacts, in byte order."""
    ordered = sorted(files, key=lambda file: file.name.encode())
    lines = (f"{file.name} {file.sha256}\n" for file in ordered)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _require_kind(directory: Path | str, manifest: Manifest) -> None:
    if manifest.kind != "artifacts":
        raise ContractError(
            f"{directory}: expected artifacts, received {manifest.kind}"
        )


def _require_files(directory: Path | str, manifest: Manifest, schema: Schema) -> None:
    listed = {file.name for file in manifest.files}
    for name in (
        SCHEMA,
        *(vocabulary_file(column.name) for column in schema.categorical),
    ):
        if name not in listed:
            raise ContractError(
                f"{directory}: expected {name} in the manifest, received none"
            )
    received = digest(manifest.files)
    if received != manifest.artifacts.digest:
        expected = f"the artifacts digest {manifest.artifacts.digest}"
        raise ContractError(f"{directory}: expected {expected}, received {received}")
