"""The tables of an export, as its signatures have them."""

from pathlib import Path

import numpy as np
import tensorflow as tf

from trainer.contract import feature_tables
from trainer.contract.errors import ContractError
from trainer.contract.feature_tables import PLACE, Block, FeatureTables, Table
from trainer.export import exported_variables


class ExportedTables:
    """The tables of an export whose files have been verified.

    They are held once, as they are: a model that is served needs as much.

    Attributes:
      described: whose rows they are.
    """

    def __init__(self, export: Path):
        """Reads them.

        Args:
          export: its folder.

        Raises:
          ContractError: it does not say whose its rows are, or not rightly.
        """
        self.described: FeatureTables = feature_tables.read(export / PLACE)
        self._arrays = [_array(export, table) for table in self.described.tables]

    @property
    def crosses(self) -> set[tuple[str, ...]]:
        """The columns of each cross that has rows in them."""
        owners = {block.owner for t in self.described.tables for block in t.blocks}
        return {owner.cross for owner in owners if owner.feature is None}

    def of(self, feature: str) -> dict[str, np.ndarray]:
        """Returns the rows of a feature, float32 [V + 1, D], by their role."""
        found: dict[str, np.ndarray] = {}
        for table, array in zip(self.described.tables, self._arrays, strict=True):
            for block in table.blocks:
                if block.owner.feature == feature:
                    found[block.owner.role] = _rows(array, block)
        return found


def _rows(array: np.ndarray, block: Block) -> np.ndarray:
    return array[block.first : block.first + block.rows]


def _array(export: Path, table: Table) -> np.ndarray:
    name = f"model_variables/{table.variable}"
    array = exported_variables.read(export, name, tf.float32)
    if array.shape != (table.rows, table.width):
        expected, received = [table.rows, table.width], list(array.shape)
        raise ContractError(
            f"{export}: {name}: expected {expected}, received {received}"
        )
    return array
