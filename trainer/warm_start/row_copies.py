"""Rows of a checkpoint's variable written into those of another one."""

from collections.abc import Sequence

import numpy as np
import tensorflow as tf

from trainer import variable_files
from trainer.warm_start.matching import Move


def copy_rows(
    path: str,
    name: str,
    shape: Sequence[int],
    variable: tf.Variable,
    moves: Sequence[Move],
) -> None:
    """Reads a variable of a checkpoint in pieces, and writes the rows that are taken.

    Only one piece is held beside the variable that is written to.

    Args:
      path: the prefix of the checkpoint's files.
      name: of the variable there.
      shape: its shape there, [R, D].
      variable: that takes the rows, [R', D].
      moves: which row takes which.

    Raises:
      tf.errors.OpError: it is not there, or has another shape.
    """
    for start, piece in variable_files.read_pieces(path, name, shape, variable.dtype):
        for move in moves:
            _copy(piece, start, variable, move)


def _copy(piece: tf.Tensor, start: int, variable: tf.Variable, move: Move) -> None:
    first, rows = move.old_first - start, piece.shape[0]
    old, new = move.match.old, move.match.new
    # Of another type than the rows' they would have all of those copied.
    begin, end = np.searchsorted(old, np.array([-first, rows - first], old.dtype))
    if begin == end:
        return
    taken = tf.gather(piece, old[begin:end].astype(np.int64) + first)
    places = new[begin:end].astype(np.int64) + move.new_first
    variable.scatter_update(tf.IndexedSlices(taken, places))
