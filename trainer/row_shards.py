"""A table in shards: of N, row r is row r // N of shard r mod N.

Frequent values have small ids, neighbours in a table: so every shard has its part of
them.
"""

from collections.abc import Sequence

import tensorflow as tf

from trainer.table_rows import CHUNK_ROWS, assign_rows

# How a shard is called, with its number; a table in one piece has another name.
PREFIX = "shard_"


def size(rows: int, count: int, number: int) -> int:
    """Returns how many rows of a table are in a shard.

    >>> [size(7, 3, number) for number in range(3)]
    [3, 2, 2]
    """
    return -(-(rows - number) // count)


def gather(shards: Sequence[tf.Variable], rows: tf.Tensor) -> tf.Tensor:
    """Returns rows [U, D], by their numbers [U] in the whole table."""
    count = len(shards)
    of, places = rows % count, rows // count
    read = [
        tf.gather(shard, part)
        for shard, part in zip(
            shards, tf.dynamic_partition(places, of, count), strict=True
        )
    ]
    order = tf.dynamic_partition(tf.range(tf.size(rows)), of, count)
    return tf.dynamic_stitch(order, read)


def write(shards: Sequence[tf.Variable], table: tf.Variable) -> None:
    """Makes the rows of shards those of a whole table [R, …], piece by piece."""
    count, rows = len(shards), table.shape[0]
    whole = table.read_value_no_copy()
    for start in range(0, rows, CHUNK_ROWS * count):
        piece = whole[start : start + CHUNK_ROWS * count]
        for number, shard in enumerate(shards):
            assign_rows(shard, start // count, piece[number::count])


def read(shards: Sequence[tf.Variable], table: tf.Variable) -> None:
    """Makes the rows of a whole table those of its shards, piece by piece."""
    for start in range(0, shards[0].shape[0], CHUNK_ROWS):
        pieces = [_piece(shard, start) for shard in shards]
        # The first shards may have one row more than the others.
        even = min(piece.shape[0] for piece in pieces)
        turns = tf.stack([piece[:even] for piece in pieces], axis=1)
        rows = tf.reshape(turns, [-1, *table.shape[1:]])
        rest = [piece[even:] for piece in pieces]
        assign_rows(table, start * len(shards), tf.concat([rows, *rest], axis=0))


def _piece(shard: tf.Variable, start: int) -> tf.Tensor:
    # Where it is: elsewhere, all of it would be fetched for a piece.
    with tf.device(shard.device):
        piece = shard.read_value_no_copy()[start : start + CHUNK_ROWS]
    return tf.identity(piece)
