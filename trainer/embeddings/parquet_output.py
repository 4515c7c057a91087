"""A folder of Parquet files, one for each feature of an exported model."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from trainer.contract.artifacts import ArtifactsDirectory
from trainer.contract.checksums import sha256_of
from trainer.contract.errors import ContractError
from trainer.contract.manifest import SCHEMA, Manifest
from trainer.contract.manifest_parts import File
from trainer.contract.publish import Output, sync
from trainer.embeddings import feature_rows
from trainer.embeddings.exported_tables import ExportedTables

KIND = "embeddings"


@dataclass(frozen=True)
class Written:
    """What there is of a model.

    Attributes:
      rows: of each feature, by its name.
      crosses: how many there are; their buckets have no values, and no file.
    """

    rows: Mapping[str, int]
    crosses: int


def write(
    directory: Path, export: Path, made: Manifest, artifacts: ArtifactsDirectory
) -> Written:
    """Writes `FEATURE.parquet` for every feature of which the model has rows.

    The folder is complete or not there (FORMAT.md section 7).

    Args:
      directory: of the files; made where it is not.
      export: the folder of the model, verified.
      made: its manifest.
      artifacts: those that encoded what it was trained on.

    Raises:
      ContractError: the model does not say whose its rows are.
      ForeignOutputError: the directory is not ours.
    """
    tables = ExportedTables(export)
    if not tables.described.tables:
        expected = "expected a model that says whose its rows are, received another"
        raise ContractError(f"{export}: {expected}")
    output = Output(directory, KIND, [export, artifacts.directory])
    told = {"sparky.export": made.run_id, "sparky.artifacts": made.artifacts.digest}
    rows = {}
    for name, of_feature in _features(tables, artifacts):
        path = output.place(_file(name))
        rows[name] = _write(path, of_feature, {**told, "sparky.feature": name})
    output.stage(SCHEMA, artifacts.schema_bytes)
    files = tuple(_described(output, _file(name)) for name in rows)
    digests = (made.schema_digest, made.artifacts)
    output.commit(Manifest(KIND, output.run_id, *digests, files))
    return Written(rows, len(tables.crosses))


def _features(
    tables: ExportedTables, artifacts: ArtifactsDirectory
) -> Iterator[tuple[str, Iterable[pa.Table]]]:
    for column in artifacts.schema.categorical:
        numbers = tables.of(column.name)
        if numbers:
            yield column.name, feature_rows.categorical(artifacts, column, numbers)
    for name, bounds in tables.described.bins.items():
        yield name, feature_rows.binned(bounds, tables.of(name))


def _write(path: Path, rows: Iterable[pa.Table], told: Mapping[str, str]) -> int:
    """Writes batches of rows, each a row group; returns how many rows there are."""
    writer, count = None, 0
    for batch in rows:
        if writer is None:
            schema = batch.schema.with_metadata(told)
            # Weights are of no use to a dictionary, and hardly to a compression.
            writer = parquet.ParquetWriter(path, schema, use_dictionary=["kind"])
        writer.write_table(batch.cast(writer.schema))
        count += len(batch)
    writer.close()
    sync(path)
    return count


def _described(output: Output, name: str) -> File:
    path = output.place(name)
    return File(name, path.stat().st_size, sha256=sha256_of(path))


def _file(name: str) -> str:
    return f"{name}.parquet"
