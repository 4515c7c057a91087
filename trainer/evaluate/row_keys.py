"""The keys of evaluate rows, which a model never sees, in the order of the manifest."""

from collections.abc import Iterator

import tensorflow as tf

from trainer.record_files import RecordFiles
from trainer.record_folder import RecordFolder

RECORDS_AT_ONCE = 64


def row_keys(folder: RecordFolder) -> Iterator[str]:
    r"""Yields the key of each row: the records', or else its number from 0.

    Bytes of a key that are no UTF-8 are shown as `\xNN`.

    Raises:
      tf.errors.OpError: a record cannot be parsed.
    """
    key = folder.manifest.key
    if key is None:
        yield from map(str, range(folder.rows))
        return
    specification = {key: tf.io.RaggedFeature(tf.string)}
    files = tf.range(len(folder.files), dtype=tf.int64)
    records = RecordFiles(folder).records(files, interleaved=False)
    for chunk in records.batch(RECORDS_AT_ONCE):
        parsed = tf.io.parse_example(chunk, specification)[key]
        for name in parsed.flat_values.numpy().tolist():
            yield name.decode("utf-8", "backslashreplace")
