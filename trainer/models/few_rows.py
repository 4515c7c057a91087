"""Rows of the golden schema, as models take them, for their tests."""

from collections.abc import Sequence
from dataclasses import replace

import tensorflow as tf

from trainer.contract.schema import Schema


def without(role: str, schema: Schema) -> Schema:
    """Returns the schema without its columns of a role."""
    kept = tuple(c for c in schema.columns if c.role != role)
    return replace(schema, columns=kept)


def features(
    numeric: Sequence[Sequence[float]], ids: Sequence[Sequence[int]]
) -> dict[str, tf.Tensor]:
    """Returns the features of rows by numbers [B, N] and ids [B, C]."""
    return {"numeric": tf.constant(numeric), "ids": tf.constant(ids, tf.int64)}


# Numbers -10 are missing: value 0 and indicator 1 in each of the two columns.
ROW = features([[-10.0, -10.0]], [[1, 2]])
