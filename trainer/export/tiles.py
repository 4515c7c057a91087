"""Computing in tiles of one size: a row's score does not depend on its batch."""

from collections.abc import Callable

import tensorflow as tf

# The kernels of a matrix product work on 6, 8, 12, 16 or 24 rows at a time: all of them
# divide 48, so that every row of a tile meets the same code at every batch size.
TILE_ROWS = 48


def in_tiles(
    function: Callable[..., tf.Tensor], *columns: tf.Tensor, width: int
) -> tf.Tensor:
    """Returns `function(*columns)`, computed on 48 rows at a time.

    The last tile is filled up with rows of zeros, whose results are dropped. The shape
    of a tile is fixed, and so are the kernels and the vector tails that it meets: the
    same row gives the same bits at every batch size, 0 and 1 among them.

    Args:
      function: of tensors [48, ...] to float32 [48, width], each row for itself.
      columns: its arguments, [B, ...].
      width: of its result.

    Returns:
      float32 [B, width].
    """
    rows = tf.shape(columns[0])[0]
    tiles = tf.map_fn(
        lambda tile: function(*tile),
        tuple(_tiled(column, rows) for column in columns),
        fn_output_signature=tf.TensorSpec([TILE_ROWS, width], tf.float32),
    )
    return tf.reshape(tiles, [-1, width])[:rows]


def _tiled(column: tf.Tensor, rows: tf.Tensor) -> tf.Tensor:
    count = (rows + TILE_ROWS - 1) // TILE_ROWS
    missing = count * TILE_ROWS - rows
    inner = column.shape[1:]
    filler = tf.zeros(tf.concat([[missing], inner], axis=0), column.dtype)
    filled = tf.concat([column, filler], axis=0)
    shape = tf.concat([[count, TILE_ROWS], inner], axis=0)
    return tf.ensure_shape(tf.reshape(filled, shape), [None, TILE_ROWS, *inner])
