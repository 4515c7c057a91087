import numpy as np
import pytest
import tensorflow as tf

from trainer import inputs, row_order
from trainer.golden_batches import epoch, flat, order
from trainer.record_files import RecordFiles
from trainer.record_folder import open_labelled
from trainer.worker import ALONE, Worker


def test_the_order_follows_from_seed_and_epoch(golden):
    folder = open_labelled(golden.train)

    def of(seed, number):
        return order(inputs.train_batches(folder, 4, seed, epoch(number), 4))

    assert of(1, 0) == of(1, 0)
    assert of(1, 0) != of(2, 0)
    assert of(1, 0) != of(1, 1)


def test_the_epoch_is_read_whenever_an_iterator_is_made(golden):
    folder = open_labelled(golden.train)
    number = epoch(0)
    batches = inputs.train_batches(folder, 4, 1, number, 4)
    first = order(batches)
    number.assign(1)
    second = order(batches)
    number.assign(0)
    assert order(batches) == first != second


@pytest.mark.parametrize("steps", [3, 9])
def test_workers_take_the_slices_of_the_batches_of_one(golden, steps):
    folder = open_labelled(golden.train)

    def batches(worker):
        every = inputs.train_batches(folder, 5, 0, epoch(0), steps, worker)
        return [order([batch]) for batch in every]

    alone = batches(ALONE)
    for count in (2, 3, 5):
        slices = [batches(Worker(index, count)) for index in range(count)]
        for number, whole in enumerate(alone):
            parts = [part[number] for part in slices]
            assert sum(parts, []) == whole
            cuts = [index * len(whole) // count for index in range(count + 1)]
            assert list(map(len, parts)) == np.diff(cuts).tolist()


@pytest.mark.parametrize("rows_of_a_chunk", [5, 16_384])
@pytest.mark.parametrize("worker", [ALONE, Worker(1, 2)])
@pytest.mark.parametrize(("steps", "begins"), [(4, [2]), (9, [1, 4, 8])])
def test_batches_from_one_on_are_those_of_the_whole_input(
    golden, monkeypatch, steps, begins, worker, rows_of_a_chunk
):
    monkeypatch.setattr(row_order, "CHUNK_ROWS", rows_of_a_chunk)
    folder = open_labelled(golden.train)

    def batches(first):
        left = inputs.train_batches(folder, 4, 0, epoch(0), steps, worker, first=first)
        assert left.cardinality() == steps - first
        return [[column.tolist() for column in flat(batch)] for batch in left]

    whole = batches(0)
    for first in begins:
        assert batches(first) == whole[first:]


def test_rows_that_are_left_out_are_not_parsed(golden, monkeypatch):
    monkeypatch.setattr(row_order, "CHUNK_ROWS", 5)
    parsed = []

    class Counting(RecordFiles):
        def rows(self, records):
            rows = super().rows(records)
            tf.numpy_function(lambda n: parsed.append(int(n)), [tf.size(rows[1])], [])
            return rows

    folder = open_labelled(golden.train)
    source = Counting(folder)
    list(inputs.train_batches(folder, 4, 0, epoch(0), 4, source=source, first=3))
    # One row is left, and its record has 5 or 3 of the 13.
    assert parsed in ([5], [3])
