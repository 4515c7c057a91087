"""What workers tell each other in a step: gradients, of the rows they have read."""

from collections.abc import Callable, Sequence

import tensorflow as tf

from trainer.distinct_rows import sum_duplicates
from trainer.optimizers.row_sparse import Gradient


class Exchange:
    """The gradients of all workers, summed in their order: on each the same bits.

    A worker's model is whole, and all start alike. As every worker takes the step of
    the same summed gradient, they stay alike, and nothing else is sent. Of a table a
    worker sends the rows that it has read, each once: what is sent grows with the
    batch, and not with the vocabulary.

    Two gathers make a step: of how many rows each has, and of the gradients, filled up
    to the longest.
    """

    def __init__(self, gathered: Callable[[tf.Tensor], tf.Tensor]):
        """Takes what returns of int32 [N] that of each worker, [W, N]."""
        self._gathered = gathered

    def __call__(
        self,
        gradients: Sequence[Gradient],
        rows: tf.Tensor,
        sums: tf.Tensor,
    ) -> tuple[list[Gradient], tf.Tensor]:
        """Returns the gradients of the whole batch, and sums over it.

        Args:
          gradients: of a mean over this worker's rows of the batch.
          rows: how many these are, int32.
          sums: float32 [S], over these rows.

        Returns:
          The gradients of the mean over all rows, dense or `tf.IndexedSlices`, where a
          row may stand once for each worker; and the sums over all, [S].
        """
        own = [_distinct(gradient) for gradient in gradients]
        counts = self._counts(own, rows)
        share = tf.cast(rows, tf.float32) / tf.cast(
            tf.reduce_sum(counts[:, 0]), tf.float32
        )
        longest = tf.reduce_max(counts[:, 1:], axis=0)
        parts = [sums, *(_scaled(gradient, share) for gradient in own)]
        packed, sizes = _packed(parts, longest)
        every = self._gathered(packed)
        summed = _unpacked(tf.split(every, sizes, axis=1), parts, counts)
        return summed[1:], summed[0]

    def _counts(self, gradients: Sequence[Gradient], rows: tf.Tensor) -> tf.Tensor:
        """Returns each worker's rows of the batch and of each table, [W, 1 + T]."""
        sparse = [tf.size(g.indices) for g in gradients if _is_sparse(g)]
        return self._gathered(tf.stack([rows, *sparse]))


def _is_sparse(gradient: Gradient) -> bool:
    return isinstance(gradient, tf.IndexedSlices)


def _distinct(gradient: Gradient) -> Gradient:
    return sum_duplicates(gradient) if _is_sparse(gradient) else gradient


def _scaled(gradient: Gradient, share: tf.Tensor) -> Gradient:
    if not _is_sparse(gradient):
        return gradient * share
    values = gradient.values * share
    return tf.IndexedSlices(values, gradient.indices, gradient.dense_shape)


def _packed(
    parts: Sequence[Gradient], longest: tf.Tensor
) -> tuple[tf.Tensor, list[tf.Tensor]]:
    """Returns the bits of all parts one after the other, int32 [N], and their sizes."""
    tables = iter(tf.unstack(longest))
    flat = []
    for part in parts:
        if not _is_sparse(part):
            flat.append(_bits(part))
            continue
        missing = next(tables) - tf.size(part.indices)
        flat.append(_bits(tf.pad(part.indices, [[0, missing]])))
        flat.append(_bits(tf.pad(part.values, [[0, missing], [0, 0]])))
    return tf.concat(flat, axis=0), [tf.size(bits) for bits in flat]


def _bits(values: tf.Tensor) -> tf.Tensor:
    return tf.reshape(tf.bitcast(values, tf.int32), [-1])


def _unpacked(
    every: Sequence[tf.Tensor], parts: Sequence[Gradient], counts: tf.Tensor
) -> list[Gradient]:
    """Returns each part of all workers, from their bits [W, N_part]."""
    bits, table, together = iter(every), 0, []
    for part in parts:
        if not _is_sparse(part):
            together.append(_sum(next(bits), part))
            continue
        table += 1
        of_workers = next(bits), next(bits)
        together.append(_rows(*of_workers, part, counts[:, table]))
    return together


def _sum(bits: tf.Tensor, like: tf.Tensor) -> tf.Tensor:
    # One after the other: a sum in an order of its own would not be the same for all.
    values = tf.bitcast(bits, tf.float32)
    return tf.reshape(tf.add_n(tf.unstack(values)), tf.shape(like))


def _rows(
    rows: tf.Tensor, values: tf.Tensor, like: tf.IndexedSlices, counts: tf.Tensor
) -> tf.IndexedSlices:
    """Returns the rows and values of all workers, without what filled them up."""
    workers, width = rows.shape[0], like.values.shape[-1]
    rows = _like(tf.reshape(rows, [workers, -1, like.indices.dtype.size // 4]), like)
    values = tf.reshape(tf.bitcast(values, tf.float32), [workers, -1, width])
    there = tf.sequence_mask(counts, tf.shape(values)[1])
    return tf.IndexedSlices(
        tf.boolean_mask(values, there), tf.boolean_mask(rows, there), like.dense_shape
    )


def _like(bits: tf.Tensor, like: tf.IndexedSlices) -> tf.Tensor:
    """Returns row numbers from their bits [W, N, 1], or [W, N, 2] of int64."""
    if like.indices.dtype == tf.int32:
        return bits[..., 0]
    return tf.bitcast(bits, like.indices.dtype)
