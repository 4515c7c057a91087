"""Which rows of every batch are a worker's, by their places in the order of all."""

from dataclasses import dataclass

import tensorflow as tf

from trainer.worker import Worker


@dataclass(frozen=True)
class WorkerSlice:
    """The rows of a worker among the rows of all batches.

    Attributes:
      worker: whose.
      batch_size: B, of all workers together, at least W.
      rows: of all batches together; the last one may be shorter.
    """

    worker: Worker
    batch_size: int
    rows: int

    def sizes(self) -> list[int]:
        """Returns how many rows of each batch are the worker's."""
        full, rest = divmod(self.rows, self.batch_size)
        batches = [self.batch_size] * full + ([rest] if rest else [])
        return [stop - start for start, stop in map(self._bounds, batches)]

    def holds(self, places: tf.Tensor) -> tf.Tensor:
        """Returns whether rows are the worker's, by their places [R] in the order."""
        full, rest = divmod(self.rows, self.batch_size)
        bounds = tf.constant([self._bounds(self.batch_size), self._bounds(rest)])
        # The last batch may be short; a row behind it is nobody's.
        last = tf.cast(places >= full * self.batch_size, tf.int32)
        starts, stops = tf.unstack(tf.cast(tf.gather(bounds, last), tf.int64), axis=-1)
        place = places % self.batch_size
        return (place >= starts) & (place < stops) & (places < self.rows)

    def _bounds(self, rows: int) -> tuple[int, int]:
        index, count = self.worker.index, self.worker.count
        return index * rows // count, (index + 1) * rows // count
