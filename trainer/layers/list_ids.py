"""The lists of a batch as ids that each know their row and their weight in it."""

from collections.abc import Mapping
from typing import NamedTuple

import keras
import tensorflow as tf

from trainer.contract.schema import Schema
from trainer.feature_types import lengths_name

# Of the numbers from which the values of a row are counted: no row has 2^32 values.
_COUNT_BITS = 32


class ListIds(NamedTuple):
    """One column whose rows have any number of values, V together.

    Attributes:
      ids: int64 [V], those of a row one after the other, rows in their order.
      rows: int64 [V], which of the B rows each id is of.
      weights: float32 [V], how much each id counts in its row.
    """

    ids: tf.Tensor
    rows: tf.Tensor
    weights: tf.Tensor


class ListColumns(keras.layers.Layer):
    """The weights that make a weighted sum over a row's n ids their sum or mean.

        sum: w_j = 1        mean: w_j = 1 / n

    The combiners of `tf.nn.embedding_lookup_sparse`. Covington et al., "Deep Neural
    Networks for YouTube Recommendations", 2016, section 3.2, average the embeddings of
    a list; a sum also tells how long it is. A row without a value has no id here.

    Input: by NAME the ids of all rows, int64 [V], and by NAME/lengths how many each row
    has, int64 [B].
    Output: a `ListIds` for each column with lists, in the order of the schema.
    """

    def __init__(self, schema: Schema, combiner: str):
        """Takes the columns; there is nothing to learn.

        Args:
          schema: says which columns have lists.
          combiner: `mean` or `sum`.
        """
        super().__init__(name="lists", trainable=False)
        self._names = [column.name for column in schema.lists]
        self._combiner = combiner

    def call(self, lists: Mapping[str, tf.Tensor]) -> tuple[ListIds, ...]:
        """Returns the ids of each column with their rows and weights."""
        return tuple(
            self._of(lists[name], lists[lengths_name(name)]) for name in self._names
        )

    def _of(self, ids: tf.Tensor, lengths: tf.Tensor) -> ListIds:
        rows = row_numbers(lengths)
        if self._combiner == "sum":
            return ListIds(ids, rows, tf.ones_like(ids, tf.float32))
        shares = 1 / tf.cast(lengths, tf.float32)
        return ListIds(ids, rows, tf.gather(shares, rows))


def row_numbers(lengths: tf.Tensor) -> tf.Tensor:
    """Returns the row of each value, int64 [V], of rows that have `lengths` [B] values.

    In one pass over the values: `tf.repeat` makes a table as wide as the longest list.
    """
    first = tf.bitwise.left_shift(tf.range(tf.size(lengths, tf.int64)), _COUNT_BITS)
    counted = tf.ragged.range(first, first + lengths).values
    return tf.bitwise.right_shift(counted, tf.constant(_COUNT_BITS, tf.int64))
