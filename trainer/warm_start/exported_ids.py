"""The ids that an exported model has for the values of another vocabulary."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import tensorflow as tf

from trainer.export import exported_variables
from trainer.export.vocabulary_index import fingerprints


class ExportedIds:
    """The index from values to ids of an export, outside of its graph.

    It answers what the export itself would answer (`VocabularyIndex`), so that the
    vocabularies of a run need not be there any more.
    """

    def __init__(self, export: Path, salt: int):
        """Reads the index: 12 bytes for each value of all vocabularies.

        Args:
          export: its folder, verified.
          salt: of its fingerprints.

        Raises:
          ContractError: it has no index.
        """
        self._salt = salt
        names = ("_fingerprints", tf.int64), ("_ids", tf.int32)
        self._fingerprints, self._ids = (
            exported_variables.read(export, f"index/{name}", dtype)
            for name, dtype in names
        )

    def of(self, feature: int, batches: Iterable[pa.Array]) -> np.ndarray:
        """Returns the ids of values, 0 for one that the model does not know, [V].

        Args:
          feature: the place of its vocabulary in the export, from 0.
          batches: the values, V together, none of them null.
        """
        found = [self._of(feature, values) for values in batches]
        return np.concatenate(found)

    def _of(self, feature: int, values: pa.Array) -> np.ndarray:
        texts = tf.constant(values.cast(pa.binary()).to_numpy(zero_copy_only=False))
        wanted = fingerprints(texts, feature, self._salt).numpy()
        # In ascending order neighbours are looked for in the same places.
        order = np.argsort(wanted)
        places = np.searchsorted(self._fingerprints, wanted[order])
        places = np.minimum(places, len(self._fingerprints) - 1)
        known = self._fingerprints[places] == wanted[order]
        ids = np.empty(len(wanted), np.int32)
        ids[order] = np.where(known, self._ids[places], 0)
        return ids
