"""The records of a folder, file by file, as they are read from the disk."""

from collections.abc import Callable

import tensorflow as tf

from trainer.record_folder import RecordFolder
from trainer.record_parser import Rows, parse, row_counts

FILES_AT_ONCE = 4


class RecordFiles:
    """Serialized records, parsed anew in every pass."""

    def __init__(self, folder: RecordFolder):
        """Takes a folder whose files have been checked."""
        self._schema = folder.schema
        self._paths = tf.constant([str(path) for path in folder.paths])

    def records(self, files: tf.Tensor, interleaved: bool) -> tf.data.Dataset:
        """Returns the records of files, as scalars.

        Args:
          files: their numbers [F], from 0 in the order of the manifest.
          interleaved: whether of several files in turn, or of one after the other.
        """
        return in_turn(
            tf.gather(self._paths, files),
            lambda path: tf.data.TFRecordDataset(path, _compression(path)),
            interleaved,
        )

    def rows(self, records: tf.Tensor) -> Rows:
        """Returns the rows of records [K], in order."""
        return parse(records, self._schema)

    def counts(self, records: tf.Tensor) -> tf.Tensor:
        """Returns how many rows each of records [K] has."""
        return row_counts(records, self._schema)


def in_turn(
    files: tf.Tensor,
    records: Callable[[tf.Tensor], tf.data.Dataset],
    interleaved: bool,
) -> tf.data.Dataset:
    """Returns the records of several files in turn, or of one after the other.

    Args:
      files: what stands for each file, [F, ...].
      records: those of one file.
      interleaved: whether in turn.
    """
    return tf.data.Dataset.from_tensor_slices(files).interleave(
        records,
        cycle_length=FILES_AT_ONCE if interleaved else 1,
        num_parallel_calls=tf.data.AUTOTUNE,
        deterministic=True,
    )


def _compression(path: tf.Tensor) -> tf.Tensor:
    return tf.where(tf.strings.regex_full_match(path, r".*\.gz"), "GZIP", "")
