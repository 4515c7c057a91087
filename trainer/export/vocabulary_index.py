"""Categorical values to ids inside the graph, by an index of fingerprints."""

from collections.abc import Iterable, Sequence

import numpy as np
import tensorflow as tf

# Fingerprints are 63 bits wide: the largest signed modulus.
FINGERPRINTS = 2**63 - 1
FINGERPRINT_BITS = 63
# Values that are fingerprinted at once.
CHUNK_VALUES = 1 << 18
# With 34 M values a single try collides once in 16,000 times.
MAX_SALTS = 8


class VocabularyIndex(tf.Module):
    """The ids of all vocabularies, found by the fingerprints of salted values.

    The fingerprints of all features stand sorted in one variable, their ids beside
    them, and a directory says where each range of their upper bits begins: a lookup is
    a search among a handful. In variables it loads at the speed of the disk and twice
    as small as the values; a hash table of strings takes forty times as long.

    No two values of a vocabulary share a fingerprint: that is checked here, and the
    salt is changed until it is so. A value of no vocabulary is taken for one with a
    probability of (number of values) / 2^63.

    Attributes:
      salt: a number that stands before every value, so that all have fingerprints of
        their own.
    """

    def __init__(self, vocabularies: Sequence[Sequence[bytes]]):
        """Builds the index.

        Args:
          vocabularies: the UTF-8 values of every feature, in id order from 1.

        Raises:
          ValueError: a vocabulary has a value twice.
        """
        super().__init__(name="vocabulary_index")
        self.salt, unordered = _without_collision(vocabularies)
        ids = [np.arange(1, len(values) + 1) for values in ([], *vocabularies)]
        order = np.argsort(unordered)
        ordered = unordered[order]
        # Two fingerprints a bucket on average.
        self._bits = max(1, (len(ordered) // 2).bit_length())
        starts, self._probes = _directory(ordered, self._bits)
        self._fingerprints = _constant(ordered, "fingerprints")
        self._ids = _constant(np.concatenate(ids)[order].astype(np.int32), "ids")
        self._starts = _constant(starts, "starts")

    def lookup(self, values: tf.Tensor, features: Sequence[int]) -> tf.Tensor:
        """Returns the ids of values, 0 for one that is not in its vocabulary.

        Args:
          values: string [B, F].
          features: which vocabulary each of them has, from 0 in order, [F].

        Returns:
          int64 [B, F].
        """
        prefixes = tf.constant([_prefixes(self.salt, features)], tf.string)
        prefixes = tf.broadcast_to(prefixes, tf.shape(values))
        wanted = _fingerprints(tf.strings.join([prefixes, values]))
        position = self._lower_bound(wanted)
        # A fingerprint beyond the last one is compared with the last one: not equal.
        position = tf.minimum(position, tf.shape(self._fingerprints)[0] - 1)
        found = tf.equal(tf.gather(self._fingerprints, position), wanted)
        ids = tf.gather(self._ids, position)
        return tf.cast(tf.where(found, ids, tf.zeros_like(ids)), tf.int64)

    def _lower_bound(self, wanted: tf.Tensor) -> tf.Tensor:
        """Returns the first position in the bucket that is not below `wanted`."""
        bucket = tf.bitwise.right_shift(
            wanted, tf.constant(FINGERPRINT_BITS - self._bits, tf.int64)
        )
        low = tf.gather(self._starts, bucket)
        high = tf.gather(self._starts, bucket + 1)
        for _ in range(self._probes):
            middle = (low + high) // 2
            inside = low < high
            # An empty range at the very end has no middle to look at.
            safe = tf.minimum(middle, tf.shape(self._fingerprints)[0] - 1)
            below = tf.gather(self._fingerprints, safe) < wanted
            low = tf.where(inside & below, middle + 1, low)
            high = tf.where(inside & ~below, middle, high)
        return low


def _without_collision(
    vocabularies: Sequence[Sequence[bytes]],
) -> tuple[int, np.ndarray]:
    for salt in range(MAX_SALTS):
        found = _all_fingerprints(vocabularies, salt)
        if len(np.unique(found)) == len(found):
            return salt, found
    raise ValueError(f"expected distinct fingerprints under one of {MAX_SALTS} salts")


def _all_fingerprints(vocabularies: Sequence[Sequence[bytes]], salt: int) -> np.ndarray:
    chunks = [np.zeros(0, np.int64)]
    for feature, values in enumerate(vocabularies):
        for start in range(0, len(values), CHUNK_VALUES):
            chunk = tf.constant(values[start : start + CHUNK_VALUES])
            chunks.append(fingerprints(chunk, feature, salt).numpy())
    return np.concatenate(chunks)


def fingerprints(values: tf.Tensor, feature: int, salt: int) -> tf.Tensor:
    """Returns the fingerprints of a feature's values, int64 [V], as an index has them.

    Args:
      values: UTF-8, string [V].
      feature: the place of its vocabulary, from 0.
      salt: of the index.
    """
    (prefix,) = _prefixes(salt, [feature])
    return _fingerprints(tf.strings.join([prefix, values]))


def _fingerprints(salted: tf.Tensor) -> tf.Tensor:
    # Farmhash's Fingerprint64, whose value is fixed for all time.
    return tf.strings.to_hash_bucket_fast(salted, FINGERPRINTS)


def _prefixes(salt: int, features: Iterable[int]) -> list[bytes]:
    return [b"%d:%d:" % (salt, feature) for feature in features]


def _directory(ordered: np.ndarray, bits: int) -> tuple[np.ndarray, int]:
    """Returns where each bucket begins, [2^bits + 1], and the probes of the largest."""
    counts = np.bincount(ordered >> (FINGERPRINT_BITS - bits), minlength=2**bits)
    starts = np.concatenate([[0], np.cumsum(counts)])
    return starts.astype(np.int32), int(counts.max()).bit_length()


def _constant(values: np.ndarray, name: str) -> tf.Variable:
    return tf.Variable(values, trainable=False, name=name)
