"""The rows of a file, counted one by one and compared with the manifest."""

from itertools import islice
from pathlib import Path

from trainer.contract import manifest as manifests
from trainer.contract import schema as schemas
from trainer.contract.errors import ContractError
from trainer.contract.manifest import SCHEMA, File, Manifest
from trainer.contract.records import read_records
from trainer.quiet_tensorflow import import_tensorflow

ROWS_AT_ONCE = 4096
ROLES = ("label", "weight", "numeric", "categorical")


class RecordCounter:
    """Walks the records of one directory and decodes every one of them."""

    def __init__(self, directory: Path | str, manifest: Manifest):
        """Reads the schema beside the records.

        Raises:
          ContractError: it is not one.
        """
        # TensorFlow takes seconds to import, and only records need it.
        import_tensorflow()
        from trainer.decoder import Decoder

        path = manifests.locate(directory, SCHEMA, manifest.run_id)
        roles = [role for role in ROLES if manifest.label or role != "label"]
        schema = schemas.load(path, resolved=True).weighing(manifest.weight)
        self._decoder = Decoder(schema, manifest.key, roles)
        self._at_once = max(1, ROWS_AT_ONCE // manifest.rows_per_record)

    def count(self, path: Path, file: File) -> None:
        """Compares the records and rows of a file with what the manifest says.

        Raises:
          ContractError: they differ, or a record is damaged.
        """
        stream, records, rows = read_records(path), 0, 0
        while batch := list(islice(stream, self._at_once)):
            decoded = self._decoder.decode([record.data for record in batch])
            for position, what in sorted(decoded.damaged.items()):
                raise ContractError(f"{path}: record {records + position}: {what}")
            records, rows = records + len(batch), rows + int(decoded.rows.sum())
        _compare(path, "records", file.records, records)
        _compare(path, "rows", file.rows, rows)


def count_lines(path: Path, file: File) -> None:
    """Compares the lines of a file with the rows that the manifest says.

    Raises:
      ContractError: they differ.
    """
    with open(path, "rb") as lines:
        _compare(path, "rows", file.rows, sum(1 for _ in lines))


def _compare(path: Path, what: str, expected: int | None, received: int) -> None:
    if expected != received:
        raise ContractError(f"{path}: expected {expected} {what}, received {received}")
