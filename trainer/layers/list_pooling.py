"""The embeddings of lists summed, row by row, and put beside those of single values."""

from collections.abc import Sequence

import numpy as np
import tensorflow as tf

from trainer.distinct_rows import sums
from trainer.layers.list_ids import ListIds


class ListPooling:
    """`v(row) = sum over j of w_j e(id_j)` of every list, among F features.

    Zeros for a row without an id. The weights are those of the `ListIds`: all 1 make a
    sum, 1 / n a mean (`ListColumns`).

    Attributes:
      lists: which features have lists, by their places from 0, in order.
      single: the places of the other S features.
    """

    def __init__(self, features: int, lists: Sequence[int]):
        """Takes F, and which of the features have lists."""
        self.lists = list(lists)
        self.single = np.delete(np.arange(features), self.lists)
        # How many of the others stand before the first list, between two, at the end.
        self._runs = np.diff([-1, *self.lists, features]) - 1

    def __call__(
        self, single: tf.Tensor, of_lists: Sequence[tf.Tensor], lists: Sequence[ListIds]
    ) -> tf.Tensor:
        """Returns the vectors of all features in their order, [B, F, D].

        Args:
          single: the embeddings of the features of one value a row, [B, S, D].
          of_lists: those of the ids of each list, [V, D].
          lists: the rows and weights of these ids.
        """
        batch = tf.shape(single)[0]
        totals = [
            sums(embeddings, given.rows, batch, given.weights)
            for embeddings, given in zip(of_lists, lists, strict=True)
        ]
        first, *runs = tf.split(single, self._runs, axis=1)
        parts = [first]
        for total, run in zip(totals, runs, strict=True):
            parts += [total[:, tf.newaxis], run]
        return tf.concat(parts, axis=1)
