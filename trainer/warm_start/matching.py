"""The matches of all features of two runs, and of the tables that their rows are in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from trainer.contract import vocabulary_batches
from trainer.contract.artifacts import ArtifactsDirectory
from trainer.contract.feature_tables import FeatureTables, Owner, Table
from trainer.contract.manifest_parts import Artifacts
from trainer.contract.vocabulary_batches import VALUE
from trainer.warm_start import row_match
from trainer.warm_start.exported_ids import ExportedIds
from trainer.warm_start.finished_run import FinishedRun
from trainer.warm_start.row_match import RowMatch

# How the values of two vocabularies were matched.
PLACE, BY_VALUE = ("place", "value")


@dataclass(frozen=True)
class Move:
    """Rows of an old table that rows of a new one take.

    Attributes:
      owner: whose they are.
      match: rows of its blocks.
      old_first: the place of the old block in its table.
      new_first: that of the new one.
    """

    owner: Owner
    match: RowMatch
    old_first: int
    new_first: int


class Matching:
    """Which row of a model takes which row of an earlier run.

    Ids keep their places where one's artifacts extend the other's, and values are
    looked for in the earlier export otherwise. The buckets of a cross keep their places
    where the ids do, and the cross is the same; elsewhere they mean other rows.

    Attributes:
      way: `PLACE` or `BY_VALUE`.
    """

    def __init__(
        self, run: FinishedRun, artifacts: ArtifactsDirectory, tables: FeatureTables
    ):
        """Matches all features.

        Args:
          run: the earlier one, with the same features.
          artifacts: of now.
          tables: of the model of now.

        Raises:
          ContractError: a vocabulary is not as its schema says.
        """
        related = are_related(run.artifacts, artifacts.manifest.artifacts)
        self.way = PLACE if related else BY_VALUE
        self._run, self._artifacts = run, artifacts
        self._bounds = tables.bins
        self._matches = {
            **self._of_categories(),
            **{name: self._of_bins(name) for name in tables.bins},
        }

    def moves(self, old: Table, new: Table) -> Iterator[Move]:
        """Yields what the rows of a table take from those of an old one."""
        before = {block.owner: block for block in old.blocks}
        for block in new.blocks:
            there = before.get(block.owner)
            if there is None:
                continue
            match = self._match(block.owner, there.rows, block.rows)
            if match is not None:
                yield Move(block.owner, match, there.first, block.first)

    def figures(self) -> dict[str, Any]:
        """Returns how many ids of each feature are kept, new and gone."""
        features = {
            name: {"kept": match.kept, "new": match.fresh, "gone": match.gone}
            for name, match in self._matches.items()
        }
        return {"matched_by": self.way, "features": features}

    def _match(self, owner: Owner, old_rows: int, new_rows: int) -> RowMatch | None:
        if owner.feature is not None:
            return self._matches[owner.feature]
        same = self.way == PLACE and old_rows == new_rows
        return row_match.by_place(old_rows, new_rows) if same else None

    def _of_categories(self) -> Mapping[str, RowMatch]:
        columns = self._artifacts.schema.categorical
        places = {c.name: f for f, c in enumerate(self._run.schema.categorical)}
        if self.way == PLACE:
            return {column.name: self._by_place(column.name) for column in columns}
        ids = ExportedIds(self._run.export, self._run.tables.salt)
        return {c.name: self._by_value(c.name, ids, places[c.name]) for c in columns}

    def _by_place(self, name: str) -> RowMatch:
        old = self._run.schema.vocabulary_size(name)
        return row_match.by_place(
            old + 1, self._artifacts.schema.vocabulary_size(name) + 1
        )

    def _by_value(self, name: str, ids: ExportedIds, place: int) -> RowMatch:
        old_rows = self._run.schema.vocabulary_size(name) + 1
        return row_match.by_old_ids(ids.of(place, self._values(name)), old_rows)

    def _values(self, name: str) -> Iterator[pa.Array]:
        path = self._artifacts.vocabulary_path(name)
        size = self._artifacts.schema.vocabulary_size(name)
        return (batch[VALUE] for batch in vocabulary_batches.batches(path, size))

    def _of_bins(self, name: str) -> RowMatch:
        figures = self._artifacts.schema.statistics.columns[name]
        return row_match.by_bounds(
            self._run.tables.bins[name],
            self._bounds[name],
            figures["min"],
            figures["max"],
        )


def are_related(one: Artifacts, other: Artifacts) -> bool:
    """Returns whether ids mean the same, as far as both have them."""
    ancestors = (one.digest in other.ancestors, other.digest in one.ancestors)
    return one.digest == other.digest or any(ancestors)
