"""Encoded rows as exact batches of tensors, shuffled by seed and epoch alone."""

import tensorflow as tf

from trainer.feature_types import lengths_name
from trainer.record_files import RecordFiles
from trainer.record_folder import RecordFolder
from trainer.record_parser import Rows
from trainer.row_order import RecordSource, RowOrder
from trainer.worker import ALONE, Worker
from trainer.worker_slice import WorkerSlice

# B rows: features, label [B] and weight [B], both float32. The features are
#   "numeric": float32 [B, N], the numeric columns in the order of the schema;
#   "ids": int64 [B, C], the categorical columns of one value a row, in that order;
#   "lists": for each categorical column of any number of values a row, by its NAME,
#     the values of all rows one after the other, int64 [V], and as NAME/lengths how
#     many of them each row has, int64 [B], at least 1; V is the sum of the lengths.
#     The key is not there where the schema has no such column.
Features = dict[str, tf.Tensor | dict[str, tf.Tensor]]
Batch = tuple[Features, tf.Tensor, tf.Tensor]

BATCHES_AHEAD = 16


def train_batches(
    folder: RecordFolder,
    batch_size: int,
    seed: int,
    epoch: tf.Variable,
    steps: int,
    worker: Worker = ALONE,
    source: RecordSource | None = None,
    first: int = 0,
) -> tf.data.Dataset:
    """Returns so many batches of exactly B rows, over a repeated input.

    The last batch of one whole pass is as short as the rows make it; where more steps
    are asked for, a batch begins with the rows of the next pass instead.

    The order of the rows follows from the seed and the epoch alone (`RowOrder`). It is
    the same for any number of workers, and so are the rows of each batch.

    Args:
      folder: the rows.
      batch_size: B, the rows of a batch of all workers together.
      seed: of the order.
      epoch: int64; read whenever an iterator is made: the epoch of the first pass.
      steps: how many batches.
      worker: takes its slice of every batch.
      source: of the folder's records; by default, the files.
      first: how many of the batches are left out; the others are the same, to the bit.
    """
    total = steps * batch_size
    if steps == steps_per_pass(folder, batch_size):
        total = folder.rows
    mine = WorkerSlice(worker, batch_size, total)
    order = RowOrder(folder, source or RecordFiles(folder), seed)

    def one_pass(number: tf.Tensor) -> tf.data.Dataset:
        begin = number * folder.rows
        of = epoch.read_value() + number
        return order.one_pass(of, begin, mine, first * batch_size)

    begun = first * batch_size // folder.rows
    passes = tf.data.Dataset.range(begun, -(-total // folder.rows))
    complete = total % folder.rows == 0
    return _batches(passes.flat_map(one_pass), mine.sizes()[first:], complete)


def evaluate_batches(
    folder: RecordFolder, batch_size: int, source: RecordSource | None = None
) -> tf.data.Dataset:
    """Returns all rows once, in the order of the manifest, in batches of B rows.

    Args:
      folder: the rows.
      batch_size: B.
      source: of the folder's records; by default, the files.
    """
    order = RowOrder(folder, source or RecordFiles(folder), seed=0)
    every = WorkerSlice(ALONE, batch_size, folder.rows)
    return _batches(order.unshuffled(), every.sizes(), complete=True)


def weighted(batches: tf.data.Dataset, positive_weight: float) -> tf.data.Dataset:
    """Returns the batches with the weights of positive rows times a number."""
    if positive_weight == 1:
        return batches
    return batches.map(
        lambda features, label, weight: (
            features,
            label,
            tf.where(label > 0, positive_weight * weight, weight),
        )
    )


def steps_per_pass(folder: RecordFolder, batch_size: int) -> int:
    """Returns how many batches of B rows one pass has, the last one shorter."""
    return -(-folder.rows // batch_size)


def _batches(
    rows: tf.data.Dataset, sizes: list[int], complete: bool
) -> tf.data.Dataset:
    """Cuts rows, in chunks of any size, into a worker's batches.

    Args:
      rows: in order.
      sizes: how many rows each batch has; one less is an error when it is read.
      complete: whether one row more than that is, too.
    """
    # A last batch of fewer rows than workers has none for some.
    filled = sizes[:-1] if sizes[-1] == 0 else sizes
    # Rows behind the last batch would make one batch too many.
    cut = rows.rebatch([*filled, 1])
    if complete:
        cut = cut.apply(tf.data.experimental.assert_cardinality(len(filled)))
    sized = tf.data.Dataset.zip(cut, tf.data.Dataset.from_tensor_slices(filled))
    batches = sized.map(_batch)
    if filled != sizes:
        batches = batches.concatenate(_no_rows(batches))
    batches = batches.prefetch(BATCHES_AHEAD)
    options = tf.data.Options()
    options.deterministic = True
    # The tuner sleeps twice as long each time, and the end of a pass may wait for it to
    # wake: up to as long as the whole pass has taken.
    options.autotune.enabled = False
    # As many threads as there are cores, of its own: in those of the steps, its work
    # and theirs wait for each other.
    options.threading.private_threadpool_size = 0
    return batches.apply(
        tf.data.experimental.assert_cardinality(len(sizes))
    ).with_options(options)


def _no_rows(batches: tf.data.Dataset) -> tf.data.Dataset:
    """Returns one batch of none, of the same features."""
    none = tf.nest.map_structure(
        lambda spec: tf.zeros([0, *spec.shape[1:]], spec.dtype), batches.element_spec
    )
    return tf.data.Dataset.from_tensors(none)


def _batch(rows: Rows, size: tf.Tensor) -> Batch:
    features, label, weight = rows
    tf.debugging.assert_equal(tf.size(label), size, "fewer rows than the manifest says")
    lists = {}
    for name, values in features.pop("lists").items():
        lists[name] = values.flat_values
        lists[lengths_name(name)] = values.row_lengths()
    return features | ({"lists": lists} if lists else {}), label, weight
