"""The features of a batch as the layers of a model take them."""

from collections.abc import Mapping
from typing import Any

import tensorflow as tf

from trainer.contract.schema import Schema
from trainer.layers.list_ids import ListColumns, ListIds
from trainer.layers.numbers import Numbers


class FeatureColumns:
    """Numbers on a scale or in bins, ids, and lists with their combiner's weights.

    Input: `numeric` float32 [B, N] and `ids` int64 [B, S], of the columns of one value
    a row; where the schema has lists, `lists` as `ListColumns` takes it.
    Output: numbers [B, K]; ids [B, S], behind them those of numbers in bins; and a
    `ListIds` for each column with lists.

    Attributes:
      schema: the resolved one that they are of.
      names: the categorical columns, then those whose numbers are in bins, [F].
      sizes: the vocabulary sizes of all categorical columns, then how many bins each
        number has, [F].
      bounds: those between the bins of each number that is in bins, by its name.
      lists: which of them have lists, by their places from 0.
      numeric_width: K.
    """

    def __init__(self, schema: Schema, combiner: str, numbers: str):
        """Makes the layers of a resolved schema; there is nothing to learn.

        Args:
          schema: resolved.
          combiner: of lists, `mean` or `sum`.
          numbers: what becomes of them: one of `trainer.model_flags.NUMBERS`.
        """
        columns = schema.categorical
        self.schema = schema
        self._numbers = Numbers(schema, numbers)
        sizes = [schema.vocabulary_size(column.name) for column in columns]
        self.sizes = sizes + self._numbers.bin_sizes
        binned = schema.numeric if self._numbers.bin_sizes else ()
        self.names = [column.name for column in (*columns, *binned)]
        names = [column.name for column in binned]
        self.bounds = dict(zip(names, self._numbers.bin_bounds, strict=True))
        self.lists = [f for f, c in enumerate(columns) if c.list_separator is not None]
        self.numeric_width = self._numbers.width
        self._list_ids = ListColumns(schema, combiner)

    def __call__(
        self, features: Mapping[str, Any]
    ) -> tuple[tf.Tensor, tf.Tensor, tuple[ListIds, ...]]:
        """Returns numbers [B, K], ids and lists of features."""
        lists = self._list_ids(features["lists"]) if self.lists else ()
        return *self._numbers(features["numeric"], features["ids"]), lists
