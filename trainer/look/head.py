"""The first rows of an output, whatever kind it is of, as text."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from trainer.contract import artifacts
from trainer.contract import manifest as manifests
from trainer.contract import schema as schemas
from trainer.contract.errors import ContractError
from trainer.contract.manifest import RECORD_KINDS, SCHEMA, Manifest
from trainer.contract.records import Record, read_records
from trainer.contract.schema import Schema
from trainer.look.columns import describe
from trainer.quiet_tensorflow import import_tensorflow

ROLES = ("label", "weight", "numeric", "categorical")


def head(
    directory: Path | str, rows: int, artifact_dir: Path | str | None
) -> Iterator[str]:
    """Yields the first rows of an output as lines.

    Records are lines of the log, predictions are as they stand; artifacts and exports
    are shown as one line a column.

    Args:
      directory: any output.
      rows: at most so many rows, or values of a column.
      artifact_dir: the artifacts of records; None takes those that the manifest names.

    Raises:
      ContractError: the output is none, or damaged.
    """
    manifest = manifests.read(directory)
    manifest.check(directory)
    path = manifests.locate(directory, SCHEMA, manifest.run_id)
    schema = schemas.load(path, resolved=True)
    if manifest.kind in RECORD_KINDS:
        found = artifact_dir or manifest.artifacts.directory
        held = schema.weighing(manifest.weight)
        return islice(_records(directory, manifest, held, found), rows)
    if manifest.kind == "predictions":
        return islice(_predictions(directory, manifest), rows)
    opened = artifacts.load(directory) if manifest.kind == "artifacts" else None
    return describe(schema, opened, rows)


def _records(
    directory: Path | str, manifest: Manifest, schema: Schema, artifact_dir: Path | str
) -> Iterator[str]:
    # TensorFlow takes seconds to import, and only records need it.
    import_tensorflow()
    from trainer.decoder import Decoder
    from trainer.look.row_text import RowText

    text = RowText(schema, manifest, artifact_dir)
    roles = [role for role in ROLES if manifest.label or role != "label"]
    decoder = Decoder(schema, manifest.key, roles)
    for file in manifest.files:
        path = manifests.locate(directory, file.name, manifest.run_id)
        for record in read_records(path):
            decoded = decoder.decode([record.data])
            if decoded.damaged:
                raise _damaged(path, record, decoded.damaged[0])
            yield from text.lines(decoded)


def _predictions(directory: Path | str, manifest: Manifest) -> Iterator[str]:
    for file in manifest.files:
        path = manifests.locate(directory, file.name, manifest.run_id)
        with open(path, encoding="utf-8", errors="backslashreplace") as lines:
            for line in lines:
                yield line.removesuffix("\n")


def _damaged(path: Path, record: Record, what: str) -> ContractError:
    return ContractError(
        f"{path}: record {record.index} at byte {record.offset}: {what}"
    )
