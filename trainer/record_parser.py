"""Serialized records to their rows as tensors, checked as they are parsed."""

from collections.abc import Mapping, Sequence
from typing import Any

import tensorflow as tf

from trainer.contract.schema import Schema
from trainer.feature_types import lengths_name, ragged_spec
from trainer.turning import turned

# As `inputs.Batch`, but that `lists` has each column as one ragged tensor [R, None].
Rows = tuple[dict[str, Any], tf.Tensor, tf.Tensor]

_Parsed = Mapping[str, tf.RaggedTensor]


def parse_spec(schema: Schema) -> dict[str, tf.io.RaggedFeature]:
    """Returns what a labelled record holds, by the schema alone.

    Every feature is a list of its rows' values, one or many: one path reads all.
    """
    weight = [schema.weight] if schema.weight else []
    return ragged_spec([schema.label, *schema.numeric, *weight, *schema.categorical])


def parse(serialized: tf.Tensor, schema: Schema) -> Rows:
    """Parses serialized records into their R rows, in order.

    Raises:
      tf.errors.InvalidArgumentError: a feature is missing or of another type, the
        features of a record differ in length, the lengths of a list do not add up to
        its values, or a number is not finite.
    """
    parsed = tf.io.parse_example(serialized, parse_spec(schema))
    rows = _require_even(parsed, schema)
    features = {
        "numeric": _numeric(parsed, schema, rows),
        "ids": _side_by_side(
            [parsed[c.name].flat_values for c in schema.single_valued], rows, tf.int64
        ),
        "lists": {c.name: _list(parsed, c.name) for c in schema.lists},
    }
    return features, _label(parsed, schema), _weight(parsed, schema, rows)


def row_counts(serialized: tf.Tensor, schema: Schema) -> tf.Tensor:
    """Returns how many rows serialized records [K] have; of each, only its label."""
    parsed = tf.io.parse_example(serialized, ragged_spec([schema.label]))
    return tf.cast(parsed[schema.label.name].row_lengths(), tf.int64)


def _require_even(parsed: _Parsed, schema: Schema) -> tf.Tensor:
    lists = {column.name for column in schema.lists}
    splits = tf.stack([f.row_splits for name, f in parsed.items() if name not in lists])
    # One check of all features: one for each would cost more than the parsing of a
    # small chunk. `record_check` names the record and the feature.
    tf.debugging.assert_equal(splits, splits[:1], "features differ in length")
    label = parsed[schema.label.name]
    tf.debugging.assert_positive(label.row_lengths(), "a record has no row")
    return tf.size(label.flat_values)


def _numeric(parsed: _Parsed, schema: Schema, rows: tf.Tensor) -> tf.Tensor:
    columns = [parsed[column.name].flat_values for column in schema.numeric]
    numeric = _side_by_side(columns, rows, tf.float32)
    return tf.debugging.assert_all_finite(numeric, "a number is not finite")


def _side_by_side(
    columns: Sequence[tf.Tensor], rows: tf.Tensor, dtype: tf.DType
) -> tf.Tensor:
    if not columns:
        return tf.zeros([rows, 0], dtype)
    # One after the other and then turned: `tf.stack` beside each other, which moves
    # value by value, takes twice the time.
    together = tf.reshape(tf.concat(columns, axis=0), [len(columns), rows])
    return turned(together) if dtype.is_integer else tf.transpose(together)


def _list(parsed: _Parsed, name: str) -> tf.RaggedTensor:
    """Returns the lists of a column [R, None], proved to be those of its records."""
    values, lengths = parsed[name], parsed[lengths_name(name)]
    tf.debugging.assert_positive(lengths.flat_values, f"a length of {name} is below 1")
    tf.debugging.assert_equal(
        tf.reduce_sum(lengths, axis=1),
        tf.cast(values.row_lengths(), tf.int64),
        f"the lengths of {name} do not add up to its values",
    )
    return tf.RaggedTensor.from_row_lengths(values.flat_values, lengths.flat_values)


def _label(parsed: _Parsed, schema: Schema) -> tf.Tensor:
    label = parsed[schema.label.name].flat_values
    known = tf.logical_or(tf.equal(label, 0), tf.equal(label, 1))
    tf.debugging.assert_equal(known, tf.ones_like(known), "a label is neither 0 nor 1")
    return label


def _weight(parsed: _Parsed, schema: Schema, rows: tf.Tensor) -> tf.Tensor:
    if schema.weight is None:
        return tf.ones([rows])
    weight = parsed[schema.weight.name].flat_values
    weight = tf.debugging.assert_all_finite(weight, "a weight is not finite")
    tf.debugging.assert_non_negative(weight, "a weight is negative")
    return weight
