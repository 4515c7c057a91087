"""Raw columns of the log to numbers and categories inside the graph (FORMAT.md 3)."""

from typing import NamedTuple

import numpy as np
import tensorflow as tf

from trainer.contract import grammar
from trainer.contract.schema import Column, Input

# The same text is a regular expression of Python's and of the graph's.
INTEGER, REAL = grammar.INTEGER.pattern, grammar.REAL.pattern
# What a bad row's error shows of the bad field.
SHOWN_BYTES = 200


class RawColumn(NamedTuple):
    """One column of a batch.

    Attributes:
      values: float32 or string [B], of lists string [B, None]; the fill where a value
        is missing or bad.
      errors: string [B]; empty where the field is in its grammar. Of the field, or of
        the first bad value of a list, it shows the first bytes, with U+FFFD for what
        is not UTF-8.
    """

    values: tf.Tensor | tf.RaggedTensor
    errors: tf.Tensor


def numeric(texts: tf.Tensor, column: Column, source: Input) -> RawColumn:
    """Returns the float32 nearest to each text, as prepare takes it.

    Args:
      texts: string [B], as they stand in the log; empty is missing.
      column: of role numeric.
      source: how a row stands in the log.
    """
    texts = _trimmed(texts, source)
    missing = _missing(texts, source)
    parse = _integers if column.type == "integer" else _reals
    expected = (
        f"an integer ({INTEGER})"
        if column.type == "integer"
        else "a decimal number that float32 can hold"
    )
    numbers, good = parse(texts)
    fill = tf.constant(np.float32(column.fill))
    values = tf.where(good & ~missing, numbers, fill)
    return RawColumn(values, _errors(texts, good | missing, column.name, expected))


def categorical(texts: tf.Tensor, column: Column, source: Input) -> RawColumn:
    """Returns the category of each text, as prepare takes it; see `numeric`."""
    texts = _trimmed(texts, source)
    return _categories(texts, _missing(texts, source), column)


def lists(texts: tf.Tensor, column: Column, source: Input) -> RawColumn:
    """Returns the categories of each text, at least one, as prepare takes them.

    A text that is empty or missing is the list of the fill alone; in others every value
    between two separators counts, and spaces belong to it. See `numeric`.
    """
    texts = _trimmed(texts, source)
    nothing = _missing(texts, source)
    values = tf.strings.split(tf.where(nothing, "", texts), column.list_separator)
    alone = tf.gather(nothing, values.value_rowids())
    missing = alone | _is_one_of(values.flat_values, source.missing)
    flat = _categories(values.flat_values, missing, column)
    errors = values.with_flat_values(flat.errors)
    bad = tf.ragged.boolean_mask(errors, tf.not_equal(errors, ""))
    first = bad.to_tensor("", shape=[None, 1])[:, 0]
    return RawColumn(values.with_flat_values(flat.values), first)


def _categories(texts: tf.Tensor, missing: tf.Tensor, column: Column) -> RawColumn:
    good = _is_category(texts)
    values = tf.where(good & ~missing, texts, tf.constant(column.fill))
    expected = "UTF-8 without NUL, CR and LF"
    return RawColumn(values, _errors(texts, good | missing, column.name, expected))


def _trimmed(texts: tf.Tensor, source: Input) -> tf.Tensor:
    return tf.strings.regex_replace(texts, r"^ +| +$", "") if source.trim else texts


def _missing(texts: tf.Tensor, source: Input) -> tf.Tensor:
    return _is_one_of(texts, ("", *source.missing))


def _is_one_of(texts: tf.Tensor, marks: tuple[str, ...]) -> tf.Tensor:
    given = tf.constant(marks, tf.string, shape=[len(marks)])
    return tf.reduce_any(tf.equal(texts[:, tf.newaxis], given), axis=1)


def _integers(texts: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    good = tf.strings.regex_full_match(texts, INTEGER)
    # By way of int64, which holds all 18 digits: one rounding, and -0 becomes 0.
    exact = tf.strings.to_number(tf.where(good, texts, "0"), tf.int64)
    return tf.cast(exact, tf.float32), good


def _reals(texts: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    matching = tf.strings.regex_full_match(texts, REAL)
    short = tf.strings.length(texts) <= grammar.MAX_REAL_LENGTH
    numbers = tf.strings.to_number(tf.where(matching & short, texts, "0"), tf.float32)
    return numbers, matching & short & tf.math.is_finite(numbers)


def _is_category(texts: tf.Tensor) -> tf.Tensor:
    # Valid UTF-8 is what comes back unchanged from being read and written.
    same = tf.equal(_as_utf8(texts), texts)
    return same & tf.strings.regex_full_match(texts, r"[^\x00\r\n]*")


def _as_utf8(texts: tf.Tensor) -> tf.Tensor:
    return tf.strings.unicode_transcode(texts, "UTF-8", "UTF-8", errors="replace")


def _errors(texts: tf.Tensor, good: tf.Tensor, name: str, expected: str) -> tf.Tensor:
    shown = _as_utf8(tf.strings.substr(texts, 0, SHOWN_BYTES))
    message = tf.strings.join([f"{name}: expected {expected}, received ", shown])
    return tf.where(good, "", message)
