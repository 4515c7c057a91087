"""The records of a folder, file by file, as they are read from the disk."""

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
        paths = tf.data.Dataset.from_tensor_slices(tf.gather(self._paths, files))
        return paths.interleave(
            lambda path: tf.data.TFRecordDataset(path, _compression(path)),
            cycle_length=FILES_AT_ONCE if interleaved else 1,
            num_parallel_calls=tf.data.AUTOTUNE,
            deterministic=True,
        )

    def rows(self, records: tf.Tensor) -> Rows:
        """Returns the rows of records [K], in order."""
        return parse(records, self._schema)

    def counts(self, records: tf.Tensor) -> tf.Tensor:
        """Returns how many rows each of records [K] has."""
        return row_counts(records, self._schema)


def _compression(path: tf.Tensor) -> tf.Tensor:
    return tf.where(tf.strings.regex_full_match(path, r".*\.gz"), "GZIP", "")
