"""Serialized records to encoded columns; damaged ones are set apart one by one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import tensorflow as tf
from google.protobuf.message import DecodeError

from trainer.contract.schema import Schema
from trainer.feature_types import KINDS, lengths_name, ragged_spec

# The values of every feature by name; how many there are of each feature that has one
# a row [F, R]; of each list, how many there are and how many its lengths say [L, 2, R].
_Parsed = tuple[dict[str, tf.Tensor], np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Decoded:
    """The rows of R records, of which the damaged ones have none.

    Attributes:
      columns: a tensor [B] for every feature by name; of a list the values of all rows
        one after the other, and in `NAME/lengths` [B] how many of them each row has.
      keys: the key of each row, UTF-8 bytes [B]; None where the records have none.
      rows: how many rows each record has, int64 [R]; 0 for a damaged one.
      damaged: what is wrong with a damaged record, by its position.
    """

    columns: dict[str, tf.Tensor]
    keys: np.ndarray | None
    rows: np.ndarray
    damaged: dict[int, str]


class Decoder:
    """Reads records of one data set: any number of rows a record, also mixed."""

    def __init__(self, schema: Schema, key: str | None, roles: Collection[str]):
        """Derives what a record holds from the schema.

        Args:
          schema: names the features and says their roles.
          key: the name of the key feature, or None.
          roles: which features to read: `numeric`, `categorical`, `label`, `weight`.
        """
        self._key = key
        self._spec = ragged_spec(c for c in schema.columns if c.role in roles)
        if key is not None:
            self._spec[key] = tf.io.RaggedFeature(tf.string)
        self._lists = [c.name for c in schema.lists if c.role in roles]
        self._single = [name for name in self._spec if name not in self._lists]
        specification = [tf.TensorSpec([None], tf.string)]
        self._parse = tf.function(self._parse_all, input_signature=specification)

    def decode(self, serialized: Sequence[bytes]) -> Decoded:
        """Decodes R records into their rows, in order."""
        damaged: dict[int, str] = {}
        good = list(range(len(serialized)))
        parsed = self._try(serialized)
        if parsed is None:
            damaged |= self._unparsable(serialized, 0)
            good, parsed = self._without(damaged, serialized)
        uneven = self._uneven(parsed, good)
        if uneven:
            damaged |= uneven
            good, parsed = self._without(damaged, serialized)
        rows = np.zeros(len(serialized), np.int64)
        rows[good] = parsed[1][0]
        keys = None if self._key is None else parsed[0].pop(self._key).numpy()
        return Decoded(parsed[0], keys, rows, damaged)

    def _try(self, serialized: Sequence[bytes]) -> _Parsed | None:
        try:
            values, *counts = self._parse(tf.constant(serialized, tf.string))
            return values, *(count.numpy() for count in counts)
        # Where TensorFlow quotes the record in its message, Python cannot decode that.
        except (tf.errors.InvalidArgumentError, UnicodeDecodeError):
            return None

    def _parse_all(
        self, serialized: tf.Tensor
    ) -> tuple[dict[str, tf.Tensor], tf.Tensor, tf.Tensor]:
        parsed = tf.io.parse_example(serialized, self._spec)
        values = {name: feature.flat_values for name, feature in parsed.items()}
        lengths = [parsed[name].row_lengths() for name in self._single]
        lists = [
            _list_counts(parsed[name], parsed[lengths_name(name)])
            for name in self._lists
        ]
        none = tf.zeros([0, 2, tf.size(serialized)], tf.int64)
        return values, tf.stack(lengths), tf.stack(lists) if lists else none

    def _without(
        self, damaged: dict[int, str], serialized: Sequence[bytes]
    ) -> tuple[list[int], _Parsed]:
        good = [i for i in range(len(serialized)) if i not in damaged]
        return good, self._try([serialized[i] for i in good])

    def _unparsable(self, serialized: Sequence[bytes], first: int) -> dict[int, str]:
        if self._try(serialized) is not None:
            return {}
        if len(serialized) == 1:
            return {first: self._cause(serialized[0])}
        half = len(serialized) // 2
        left = self._unparsable(serialized[:half], first)
        return left | self._unparsable(serialized[half:], first + half)

    def _cause(self, data: bytes) -> str:
        try:
            features = tf.train.Example.FromString(data).features.feature
        except DecodeError:
            return "expected a tf.train.Example, received other bytes"
        for name, feature in self._spec.items():
            expected = KINDS[feature.dtype]
            received = features[name].WhichOneof("kind") if name in features else None
            if received not in (expected, None):
                return f"{name}: expected {expected}, received {received}"
        return "expected a tf.train.Example, received one that TensorFlow cannot parse"

    def _uneven(self, parsed: _Parsed, good: list[int]) -> dict[int, str]:
        _, lengths, lists = parsed
        bad = (lengths != lengths[0]).any(0) | (lengths[0] == 0)
        texts = {
            good[i]: self._uneven_text(lengths[:, i].tolist())
            for i in np.flatnonzero(bad)
        }
        wrong = (lists[:, 0] != lists[:, 1]).any(0) & ~bad
        return texts | {
            good[i]: self._list_text(lists[:, :, i]) for i in np.flatnonzero(wrong)
        }

    def _list_text(self, counts: np.ndarray) -> str:
        first = np.flatnonzero(counts[:, 0] != counts[:, 1])[0]
        name, values = self._lists[first], counts[first, 0]
        expected = f"expected lengths from 1 that add up to its {values} values"
        return f"{name}: {expected}, received others"

    def _uneven_text(self, lengths: list[int]) -> str:
        named = dict(zip(self._single, lengths, strict=True))
        first, rows = next(iter(named.items()))
        other = next((name for name in named if named[name] != rows), None)
        if other is None:
            return "expected at least one row, received none"
        expected = "expected features of one length"
        return f"{expected}, received {first} of {rows} and {other} of {named[other]}"


def _list_counts(values: tf.RaggedTensor, lengths: tf.RaggedTensor) -> tf.Tensor:
    # A length that no row can have would make sums that mean nothing.
    counted = tf.cast(values.row_lengths(), tf.int64)
    most = tf.gather(counted, lengths.value_rowids())
    possible = (lengths.flat_values >= 1) & (lengths.flat_values <= most)
    wrong = tf.reduce_any(lengths.with_flat_values(~possible), axis=1)
    said = tf.where(wrong, tf.constant(-1, tf.int64), tf.reduce_sum(lengths, axis=1))
    return tf.stack([counted, said])
