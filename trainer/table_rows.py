"""The rows of a large variable written in place, without a look at the others."""

import tensorflow as tf

# Rows that are written or read at once: a table is never held a second time.
CHUNK_ROWS = 1 << 20


def assign_rows(variable: tf.Variable, start: int, rows: tf.Tensor) -> None:
    """Writes rows [N, …] from `start` on.

    `variable[start:end].assign(rows)` reads the whole variable first, and copies it.
    """
    tf.raw_ops.ResourceStridedSliceAssign(
        ref=variable.handle,
        begin=[start],
        end=[start + rows.shape[0]],
        strides=[1],
        value=rows,
    )
