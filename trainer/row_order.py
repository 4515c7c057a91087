"""The order of a folder's rows: it follows from seed and epoch, for any worker."""

from typing import Protocol

import tensorflow as tf

from trainer.record_folder import RecordFolder
from trainer.record_parser import Rows
from trainer.worker_slice import WorkerSlice

# Rows that one parse takes, and that are shuffled among themselves as rows: so many
# that they stay in a core's cache from one operation to the next.
CHUNK_ROWS = 16_384
# Rows in the buffer that whole records are drawn from.
SHUFFLE_ROWS = 262_144
# One-row records cost more memory each: no more of them than this in the buffer.
MAX_SHUFFLE_RECORDS = 65_536

# What is drawn from the seed of a pass: the order of the files, of the records, of the
# rows of the first chunk, of the second …
_FILES, _RECORDS, _FIRST_CHUNK = range(3)


class RecordSource(Protocol):
    """Where records come from: the disk, or memory."""

    def records(self, files: tf.Tensor, interleaved: bool) -> tf.data.Dataset:
        """Returns the records of files [F] by their numbers, in turn or in sequence."""

    def rows(self, records: tf.Tensor) -> Rows:
        """Returns the rows of records [K], in order."""

    def counts(self, records: tf.Tensor) -> tf.Tensor:
        """Returns how many rows each of records [K] has."""


class RowOrder:
    """Files, then records inside a buffer, then rows inside a chunk of records."""

    def __init__(self, folder: RecordFolder, source: RecordSource, seed: int):
        """Takes the rows.

        Args:
          folder: says how many files, rows and rows a record there are.
          source: of its records.
          seed: of the order.
        """
        per_record = folder.manifest.rows_per_record
        self._every_file = tf.range(len(folder.files), dtype=tf.int64)
        self._rows = tf.constant(folder.rows, tf.int64)
        self._chunk = -(-CHUNK_ROWS // per_record)
        self._buffer = min(-(-SHUFFLE_ROWS // per_record), MAX_SHUFFLE_RECORDS)
        self._source = source
        self._seed = tf.constant(seed, tf.int64)

    def unshuffled(self) -> tf.data.Dataset:
        """Returns all rows in the order of the manifest, in chunks."""
        records = self._source.records(self._every_file, interleaved=False)
        return _in_parallel(records.batch(self._chunk), self._source.rows)

    def one_pass(
        self, epoch: tf.Tensor, begin: tf.Tensor, mine: WorkerSlice, first: int = 0
    ) -> tf.data.Dataset:
        """Returns the rows of a worker in the order of an epoch, in chunks.

        Args:
          epoch: int64, of which the order is.
          begin: int64, how many rows of other passes come before.
          mine: whose rows.
          first: how many rows of all passes together are left out.
        """
        seed = tf.stack([self._seed, epoch])
        chunks = self._records(seed).batch(self._chunk).enumerate(_FIRST_CHUNK)
        if mine.worker.count > 1:
            return self._of_worker(chunks, seed, begin, mine, first)
        if first:
            return self._without(chunks, seed, tf.maximum(first - begin, 0))
        return _in_parallel(
            chunks,
            lambda number, records: _drawn(
                self._source.rows(records), _draw(seed, number)
            ),
        )

    def _without(
        self, chunks: tf.data.Dataset, seed: tf.Tensor, first: tf.Tensor
    ) -> tf.data.Dataset:
        # Of a chunk that is left out, only the labels are looked at.
        placed = chunks.scan(
            tf.constant(0, tf.int64),
            lambda place, chunk: self._left_out(place, chunk, first),
        )
        needed = placed.filter(lambda _, records, left_out: left_out >= 0)
        return _in_parallel(
            needed,
            lambda number, records, left_out: _drawn(
                self._source.rows(records), _draw(seed, number), left_out
            ),
        )

    def _left_out(
        self, place: tf.Tensor, chunk: tuple[tf.Tensor, tf.Tensor], first: tf.Tensor
    ) -> tuple[tf.Tensor, tuple[tf.Tensor, ...]]:
        """Returns how many rows of a chunk are left out, -1 where all of them are."""
        number, records = chunk
        rows = tf.cond(
            place < first,
            lambda: tf.reduce_sum(self._source.counts(records)),
            lambda: tf.constant(0, tf.int64),
        )
        before = tf.maximum(first - place, 0)
        whole = (before > 0) & (before >= rows)
        left_out = tf.where(whole, tf.constant(-1, tf.int64), before)
        return place + rows, (number, records, left_out)

    def _of_worker(
        self,
        chunks: tf.data.Dataset,
        seed: tf.Tensor,
        begin: tf.Tensor,
        mine: WorkerSlice,
        first: int,
    ) -> tf.data.Dataset:
        def holds(place: tf.Tensor, rows: tf.Tensor) -> tf.Tensor:
            places = begin + place + tf.range(rows)
            return mine.holds(places) & (places >= first)

        # Of a chunk without a row of the worker's, only the labels are looked at.
        placed = chunks.scan(tf.constant(0, tf.int64), self._place)
        needed = placed.filter(
            lambda _, records, place, rows: tf.reduce_any(holds(place, rows))
        )
        return _in_parallel(
            needed,
            lambda number, records, place, rows: _drawn(
                self._source.rows(records),
                _draw(seed, number),
                mine=holds(place, rows),
            ),
        )

    def _records(self, seed: tf.Tensor) -> tf.data.Dataset:
        files = tf.random.experimental.stateless_shuffle(
            self._every_file, _draw(seed, _FILES)
        )
        records = self._source.records(files, interleaved=True)
        # Seeds of neighbouring epochs must differ for every record's place.
        drawn = tf.random.stateless_uniform(
            [], _draw(seed, _RECORDS), minval=None, maxval=None, dtype=tf.int64
        )
        return records.shuffle(self._buffer, drawn, reshuffle_each_iteration=False)

    def _place(
        self, place: tf.Tensor, chunk: tuple[tf.Tensor, tf.Tensor]
    ) -> tuple[tf.Tensor, tuple[tf.Tensor, ...]]:
        number, records = chunk
        rows = tf.reduce_sum(self._source.counts(records))
        message = "more rows than the manifest says"
        tf.debugging.assert_less_equal(place + rows, self._rows, message)
        return place + rows, (number, records, place, rows)


def _in_parallel(chunks: tf.data.Dataset, rows: object) -> tf.data.Dataset:
    return chunks.map(rows, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)


def _draw(seed: tf.Tensor, number: int | tf.Tensor) -> tf.Tensor:
    return tf.random.experimental.stateless_fold_in(seed, number)


def _drawn(
    rows: Rows,
    seed: tf.Tensor,
    left_out: tf.Tensor | int = 0,
    mine: tf.Tensor | None = None,
) -> Rows:
    """Returns rows [R] in the order of a seed, or some of them, by their places there.

    Args:
      rows: in the order of the records.
      seed: of the order.
      left_out: how many of the first are not returned.
      mine: whether a place's row is returned, [R].
    """
    order = tf.range(tf.size(rows[1]))
    order = tf.random.experimental.stateless_shuffle(order, seed)
    taken = order[left_out:] if mine is None else order[mine]
    return tf.nest.map_structure(lambda tensor: tf.gather(tensor, taken), rows)
