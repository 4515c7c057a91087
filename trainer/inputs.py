"""Encoded rows as exact batches of tensors, shuffled by seed and epoch alone."""

from collections.abc import Mapping

import tensorflow as tf

from trainer.contract.schema import Schema
from trainer.feature_types import ragged_spec
from trainer.record_folder import RecordFolder

# {"numeric": [B, N] float32, "ids": [B, C] int64}, label [B] and weight [B] float32.
Batch = tuple[dict[str, tf.Tensor], tf.Tensor, tf.Tensor]

# Rows that one parse takes, and that are shuffled among themselves as rows.
CHUNK_ROWS = 65_536
# Rows in the buffer that whole records are drawn from.
SHUFFLE_ROWS = 262_144
# One-row records cost more memory each: no more of them than this in the buffer.
MAX_SHUFFLE_RECORDS = 65_536
FILES_AT_ONCE = 4


def parse_spec(schema: Schema) -> dict[str, tf.io.RaggedFeature]:
    """Returns what a labelled record holds, by the schema alone.

    Every feature is a list of its rows' values, one or many: one path reads all.
    """
    weight = [schema.weight] if schema.weight else []
    return ragged_spec([schema.label, *schema.numeric, *weight, *schema.categorical])


def parse(serialized: tf.Tensor, schema: Schema) -> Batch:
    """Parses serialized records [R] into their rows, in order.

    Raises:
      tf.errors.InvalidArgumentError: a feature is missing or of another type, the
        features of a record differ in length, or a number is not finite.
    """
    parsed = tf.io.parse_example(serialized, parse_spec(schema))
    label = parsed[schema.label.name]
    for name, feature in parsed.items():
        message = f"{name} and {schema.label.name} differ in length"
        tf.debugging.assert_equal(feature.row_splits, label.row_splits, message)
    tf.debugging.assert_positive(label.row_lengths(), "a record has no row")
    rows = tf.size(label.flat_values)
    numeric = _stacked(parsed, [c.name for c in schema.numeric], rows, tf.float32)
    features = {
        "numeric": tf.debugging.assert_all_finite(numeric, "a number is not finite"),
        "ids": _stacked(parsed, [c.name for c in schema.categorical], rows, tf.int64),
    }
    weight = _weight(parsed, schema, rows)
    tf.debugging.assert_non_negative(weight, "a weight is negative")
    return features, _label(label.flat_values), weight


def _stacked(
    parsed: Mapping[str, tf.RaggedTensor],
    names: list[str],
    rows: tf.Tensor,
    dtype: tf.DType,
) -> tf.Tensor:
    if not names:
        return tf.zeros([rows, 0], dtype)
    return tf.stack([parsed[name].flat_values for name in names], axis=1)


def _label(label: tf.Tensor) -> tf.Tensor:
    known = tf.logical_or(tf.equal(label, 0), tf.equal(label, 1))
    tf.debugging.assert_equal(known, tf.ones_like(known), "a label is neither 0 nor 1")
    return label


def _weight(
    parsed: Mapping[str, tf.RaggedTensor], schema: Schema, rows: tf.Tensor
) -> tf.Tensor:
    if schema.weight is None:
        return tf.ones([rows])
    weight = parsed[schema.weight.name].flat_values
    return tf.debugging.assert_all_finite(weight, "a weight is not finite")


def train_batches(
    folder: RecordFolder, batch_size: int, seed: int, epoch: tf.Variable, steps: int
) -> tf.data.Dataset:
    """Returns so many batches of exactly B rows, over a repeated input.

    The last batch of one whole pass is as short as the rows make it; where more steps
    are asked for, a batch begins with the rows of the next pass instead.

    Files, then records inside a buffer, then rows inside a chunk of records are drawn
    in an order that follows from the seed and the epoch alone.

    Args:
      folder: the rows.
      batch_size: B.
      seed: of the order.
      epoch: int64; read whenever an iterator is made: the epoch of the first pass.
      steps: how many batches.
    """

    def one_pass(offset: tf.Tensor) -> tf.data.Dataset:
        draw = tf.stack([tf.constant(seed, tf.int64), epoch.read_value() + offset])
        paths = tf.random.experimental.stateless_shuffle(_path_tensor(folder), draw)
        records = _records(paths, len(folder.paths))
        # Seeds of neighbouring epochs must differ for every record's place.
        record_seed = tf.random.stateless_uniform(
            [], draw, minval=None, maxval=None, dtype=tf.int64
        )
        buffer = _shuffle_records(folder)
        records = records.shuffle(buffer, record_seed, reshuffle_each_iteration=False)
        chunks = records.batch(_chunk_records(folder)).enumerate()
        return chunks.map(
            lambda number, chunk: _shuffled(parse(chunk, folder.schema), draw, number),
            num_parallel_calls=tf.data.AUTOTUNE,
        )

    passes = -(-steps * batch_size // folder.rows)
    if steps == steps_per_pass(folder, batch_size):
        passes = 1
    batches = _batched(tf.data.Dataset.range(passes).flat_map(one_pass), batch_size)
    return _of_length(batches.take(steps), steps)


def evaluate_batches(folder: RecordFolder, batch_size: int) -> tf.data.Dataset:
    """Returns all rows once, in the order of the manifest, in batches of B rows."""
    records = _records(_path_tensor(folder), files_at_once=1)
    chunks = records.batch(_chunk_records(folder)).map(
        lambda chunk: parse(chunk, folder.schema), num_parallel_calls=tf.data.AUTOTUNE
    )
    steps = steps_per_pass(folder, batch_size)
    return _of_length(_batched(chunks, batch_size), steps)


def steps_per_pass(folder: RecordFolder, batch_size: int) -> int:
    """Returns how many batches of B rows one pass has, the last one shorter."""
    return -(-folder.rows // batch_size)


def _of_length(batches: tf.data.Dataset, steps: int) -> tf.data.Dataset:
    """Says how many batches there are; one less or more is an error when it is read."""
    return batches.apply(tf.data.experimental.assert_cardinality(steps))


def _path_tensor(folder: RecordFolder) -> tf.Tensor:
    return tf.constant([str(path) for path in folder.paths])


def _records(paths: tf.Tensor, files_at_once: int) -> tf.data.Dataset:
    return tf.data.Dataset.from_tensor_slices(paths).interleave(
        lambda path: tf.data.TFRecordDataset(path, _compression(path)),
        cycle_length=min(files_at_once, FILES_AT_ONCE),
        num_parallel_calls=tf.data.AUTOTUNE,
        deterministic=True,
    )


def _compression(path: tf.Tensor) -> tf.Tensor:
    return tf.where(tf.strings.regex_full_match(path, r".*\.gz"), "GZIP", "")


def _shuffle_records(folder: RecordFolder) -> int:
    per_record = folder.manifest.rows_per_record
    return min(-(-SHUFFLE_ROWS // per_record), MAX_SHUFFLE_RECORDS)


def _chunk_records(folder: RecordFolder) -> int:
    return -(-CHUNK_ROWS // folder.manifest.rows_per_record)


def _shuffled(batch: Batch, draw: tf.Tensor, number: tf.Tensor) -> Batch:
    order = tf.range(tf.size(batch[1]))
    order = tf.random.experimental.stateless_shuffle(order, draw + number * 2**32)
    return tf.nest.map_structure(lambda tensor: tf.gather(tensor, order), batch)


def _batched(chunks: tf.data.Dataset, batch_size: int) -> tf.data.Dataset:
    options = tf.data.Options()
    options.deterministic = True
    # The tuner sleeps twice as long each time, and the end of a pass may wait for it to
    # wake: up to as long as the whole pass has taken.
    options.autotune.enabled = False
    return chunks.rebatch(batch_size).prefetch(16).with_options(options)
