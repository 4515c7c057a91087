"""Embeddings of a width of their own for each categorical feature."""

from collections.abc import Sequence
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf

from trainer.contract.feature_tables import Block, Owner
from trainer.layers.list_ids import ListIds
from trainer.layers.stacked_embedding import StackedEmbedding


class _Part(NamedTuple):
    """The features of one table, by their places in the input.

    Attributes:
      ids: which columns of the ids [B, S] are theirs.
      lists: which lists are theirs.
    """

    ids: np.ndarray
    lists: list[int]


class MixedEmbedding(keras.layers.Layer):
    """One `StackedEmbedding` for each width, their embeddings beside each other.

    Features of one width share a table, so that there are as many gathers as widths;
    where all have one width, it is a single one, and nothing is copied.

    Input: [B, S] int64, the features of one value a row; a `ListIds` for each other.
    Output shape: [B, sum of D_f] float32: the widths in the order in which features
    first have them, in each the features in their order.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        dimensions: Sequence[int],
        seed: int,
        name: str = "deep",
        lists: Sequence[int] = (),
    ):
        """Lays the tables out; `build` makes them.

        Args:
          sizes: V_f per feature, [F].
          dimensions: D_f per feature, [F].
          seed: of the draws; a width has one of its own.
          name: of the layer, by which an optimizer knows its tables.
          lists: which features have lists, by their places from 0 in order.
        """
        super().__init__(name=name)
        self.width = sum(dimensions)
        self.tables, self._parts, self._features = [], [], []
        for width in dict.fromkeys(dimensions):
            features = [f for f, d in enumerate(dimensions) if d == width]
            own = [place for place, f in enumerate(features) if f in lists]
            of_width = [sizes[f] for f in features]
            table = StackedEmbedding(
                of_width, width, seed, name=f"{name}_{width}", lists=own
            )
            self.tables.append(table)
            self._parts.append(_part(features, lists, len(sizes)))
            self._features.append(features)

    def build(self, input_shape: object = None) -> None:
        """Makes the tables."""
        for table in self.tables:
            table.build()

    def blocks(
        self, owners: Sequence[Owner]
    ) -> list[tuple[StackedEmbedding, tuple[Block, ...]]]:
        """Returns which rows of each table each feature has.

        Args:
          owners: of the features, in their order.
        """
        of_tables = zip(self.tables, self._features, strict=True)
        made = (table.blocks([owners[f] for f in own]) for table, own in of_tables)
        return [pair for of_table in made for pair in of_table]

    def call(self, ids: tf.Tensor, lists: Sequence[ListIds] = ()) -> tf.Tensor:
        """Returns the embeddings [B, sum of D_f] of ids [B, S] and of lists."""
        batch = tf.shape(ids)[0]
        if not self.tables:
            return tf.zeros([batch, 0])
        parts = []
        for table, part in zip(self.tables, self._parts, strict=True):
            own = ids if len(self.tables) == 1 else tf.gather(ids, part.ids, axis=1)
            embeddings = table(own, [lists[place] for place in part.lists])
            width = (len(part.ids) + len(part.lists)) * table.dimension
            parts.append(tf.reshape(embeddings, [batch, width]))
        return parts[0] if len(parts) == 1 else tf.concat(parts, axis=1)


def _part(features: Sequence[int], lists: Sequence[int], count: int) -> _Part:
    single = np.delete(np.arange(count), lists)
    return _Part(
        np.flatnonzero(np.isin(single, features)),
        [place for place, feature in enumerate(lists) if feature in features],
    )


def width_by_size(size: int, most: int) -> int:
    """Returns `min(most, round(1.6 * size^0.56))`, at least 1.

    The rule of thumb of fast.ai, which NVTabular has taken over: a column of few values
    needs no wide embedding.

    >>> [width_by_size(size, 16) for size in (0, 1, 3, 24, 59, 10_000_000)]
    [1, 2, 3, 9, 16, 16]
    """
    return max(1, min(most, round(1.6 * size**0.56)))
