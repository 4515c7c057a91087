"""Computing in tiles of one size: a row's score does not depend on its batch."""

from collections.abc import Callable

import tensorflow as tf

# The kernels of a matrix product work on 6, 8, 12, 16 or 24 rows at a time: all of them
# divide 48, so that every row of a tile meets the same code at every batch size.
TILE_ROWS = 48


def in_tiles(
    function: Callable[..., tf.Tensor],
    *columns: tf.Tensor | tf.RaggedTensor,
    width: int,
) -> tf.Tensor:
    """Returns `function(*columns)`, computed on 48 rows at a time.

    The last tile is filled up with rows of zeros, whose results are dropped. The shape
    of a tile is fixed, and so are the kernels and the vector tails that it meets: the
    same row gives the same bits at every batch size, 0 and 1 among them.

    Of rows of any length a tile has the values of its own rows and no others, and is
    filled up with rows of none; the function must not let them meet.

    Args:
      function: of tensors [48, ...] to float32 [48, width], each row for itself.
      columns: its arguments, [B, ...]; the first is no ragged one.
      width: of its result.

    Returns:
      float32 [B, width].
    """
    rows = tf.shape(columns[0])[0]

    def of_tile(parts: tuple[tf.Tensor, ...]) -> tf.Tensor:
        given = zip(columns, parts, strict=True)
        return function(*(_tile(column, part) for column, part in given))

    tiles = tf.map_fn(
        of_tile,
        tuple(_tiled(column, rows) for column in columns),
        fn_output_signature=tf.TensorSpec([TILE_ROWS, width], tf.float32),
    )
    return tf.reshape(tiles, [-1, width])[:rows]


def _tiled(column: tf.Tensor | tf.RaggedTensor, rows: tf.Tensor) -> tf.Tensor:
    """Returns the tiles of a column, [T, 48, ...]; of a ragged one where rows end."""
    count = (rows + TILE_ROWS - 1) // TILE_ROWS
    if isinstance(column, tf.RaggedTensor):
        bounds = TILE_ROWS * tf.range(count)[:, tf.newaxis] + tf.range(TILE_ROWS + 1)
        return tf.gather(column.row_splits, tf.minimum(bounds, rows))
    missing = count * TILE_ROWS - rows
    inner = column.shape[1:]
    filler = tf.zeros(tf.concat([[missing], inner], axis=0), column.dtype)
    filled = tf.concat([column, filler], axis=0)
    shape = tf.concat([[count, TILE_ROWS], inner], axis=0)
    return tf.ensure_shape(tf.reshape(filled, shape), [None, TILE_ROWS, *inner])


def _tile(
    column: tf.Tensor | tf.RaggedTensor, part: tf.Tensor
) -> tf.Tensor | tf.RaggedTensor:
    if not isinstance(column, tf.RaggedTensor):
        return part
    values = column.values[part[0] : part[-1]]
    return tf.RaggedTensor.from_row_splits(values, part - part[0], validate=False)
