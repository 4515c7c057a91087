"""Variables in TensorFlow's checkpoint format, written and read in pieces."""

from collections.abc import Iterator, Mapping, Sequence

import tensorflow as tf

from trainer.contract.errors import DivergedError
from trainer.table_rows import CHUNK_ROWS, assign_rows


def require_finite(variables: Mapping[str, tf.Variable], where: str) -> None:
    """Refuses numbers that no training can go on from.

    Raises:
      DivergedError: `WHERE: NAME: …`, of the first variable that has one.
    """
    for name, variable in variables.items():
        if not variable.dtype.is_floating:
            continue
        value = variable.read_value_no_copy()
        for start, end, described in _pieces(variable.shape.as_list()):
            piece = value[start:end] if described else value
            if not tf.reduce_all(tf.math.is_finite(piece)):
                expected = "expected finite numbers, received others"
                raise DivergedError(f"{where}: {name}: {expected}")


def save(path: str, variables: Mapping[str, tf.Variable]) -> None:
    """Writes `path.index` and `path.data-00000-of-00001`; copies no table.

    Args:
      path: a prefix, as TensorFlow takes it.
      variables: by the names that they have there.
    """
    names, slices, pieces = [], [], []
    for name, variable in variables.items():
        value = variable.read_value_no_copy()
        for start, end, described in _pieces(variable.shape.as_list()):
            names.append(name)
            slices.append(described)
            # Of rows that lie together, a slice is a view.
            pieces.append(value[start:end] if described else value)
    tf.raw_ops.SaveV2(
        prefix=path, tensor_names=names, shape_and_slices=slices, tensors=pieces
    )


def restore(path: str, variables: Mapping[str, tf.Variable]) -> None:
    """Brings back what `save` left.

    One piece is held at a time, where `tf.train.Checkpoint` holds all that it reads
    beside all that it replaces.

    Raises:
      tf.errors.OpError: it is not there, or has variables of other shapes.
    """
    for name, variable in variables.items():
        shape = variable.shape.as_list()
        for start, piece in read_pieces(path, name, shape, variable.dtype):
            if piece.shape == shape:
                variable.assign(piece)
            else:
                assign_rows(variable, start, piece)


def read_pieces(
    path: str, name: str, shape: Sequence[int], dtype: tf.DType
) -> Iterator[tuple[int, tf.Tensor]]:
    """Yields the pieces of a variable in which `save` has written it, in order.

    Args:
      path: the prefix that `save` took.
      name: of the variable there.
      shape: of the whole variable.
      dtype: of its numbers.

    Yields:
      The place of the first row, and the rows; all of it where it has no rows.

    Raises:
      tf.errors.OpError: it is not there, or has another shape.
    """
    for start, _, described in _pieces(shape):
        (piece,) = tf.raw_ops.RestoreV2(
            prefix=path,
            tensor_names=[name],
            shape_and_slices=[described],
            dtypes=[dtype],
        )
        yield start, piece


def _pieces(shape: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """Yields first row, last row, and the description that TensorFlow takes of both."""
    if not shape or shape[0] <= CHUNK_ROWS:
        yield 0, 0, ""
        return
    whole, rest = " ".join(map(str, shape)), ":-" * (len(shape) - 1)
    for start in range(0, shape[0], CHUNK_ROWS):
        end = min(start + CHUNK_ROWS, shape[0])
        yield start, end, f"{whole} {start},{end - start}{rest}"
