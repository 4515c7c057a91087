"""The features of a batch as the layers of a model take them."""

from collections.abc import Mapping
from typing import Any

import tensorflow as tf

from trainer.contract.schema import Schema
from trainer.layers.list_ids import ListColumns, ListIds
from trainer.layers.numeric import NumericFeatures


class FeatureColumns:
    """Numbers on their scale, ids, and lists with the weights of their combiner.

    Input: `numeric` float32 [B, N] and `ids` int64 [B, S], of the columns of one value
    a row; where the schema has lists, `lists` as `ListColumns` takes it.
    Output: numbers [B, 2N], ids [B, S], and a `ListIds` for each column with lists.

    Attributes:
      sizes: the vocabulary sizes of all categorical columns, [C].
      lists: which of them have lists, by their places from 0.
      numeric_width: 2N.
    """

    def __init__(self, schema: Schema, combiner: str):
        """Makes the layers of a resolved schema; there is nothing to learn.

        Args:
          schema: resolved.
          combiner: of lists, `mean` or `sum`.
        """
        columns = schema.categorical
        self.sizes = [schema.vocabulary_size(column.name) for column in columns]
        self.lists = [f for f, c in enumerate(columns) if c.list_separator is not None]
        self.numeric_width = 2 * len(schema.numeric)
        self._numeric = NumericFeatures.of(schema)
        self._list_ids = ListColumns(schema, combiner)

    def __call__(
        self, features: Mapping[str, Any]
    ) -> tuple[tf.Tensor, tf.Tensor, tuple[ListIds, ...]]:
        """Returns numbers [B, 2N], ids [B, S] and lists of features."""
        lists = self._list_ids(features["lists"]) if self.lists else ()
        return self._numeric(features["numeric"]), features["ids"], lists
