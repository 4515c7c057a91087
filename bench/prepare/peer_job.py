"""What a peer is asked for: the same ranking and encoding, from the same schema."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.local.spark_submit import ROOT
from trainer.contract import schema as schemas
from trainer.contract.schema import Column

SCHEMA = schemas.load(ROOT / "schema" / "criteo.json")
THREADS = 2


@dataclass(frozen=True)
class PeerJob:
    """One run of a peer.

    Attributes:
        log: What is read.
        out: A folder for the records and the vocabularies, as Parquet.
        min_count: In the place of the schema's; None is the schema's.
    """

    log: Path
    out: Path
    min_count: int | None

    @property
    def records(self) -> Path:
        """The encoded rows, in the order of the log."""
        return self.out / "records.parquet"

    def vocabulary(self, column: Column) -> Path:
        """The values of a column that have an id, in the order of the ids from 1."""
        return self.out / f"{column.name}.parquet"

    def least(self, column: Column) -> int:
        """The fewest rows of a value that has an id."""
        return self.min_count or column.min_count


def of(role: str) -> list[Column]:
    """The columns of a role, in the order of the log."""
    return [column for column in SCHEMA.columns if column.role == role]


def parse(arguments: Sequence[str] | None = None) -> PeerJob:
    """The job of a command line; its folder is made."""
    parser = argparse.ArgumentParser()
    parser.add_argument("log", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--min-count", type=int)
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True)
    return PeerJob(given.log, given.out, given.min_count)
