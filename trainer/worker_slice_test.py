import numpy as np
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from trainer.worker import ALONE, Worker
from trainer.worker_slice import WorkerSlice


def held(worker, batch_size, rows, places):
    mine = WorkerSlice(worker, batch_size, rows)
    return np.flatnonzero(mine.holds(tf.range(places, dtype=tf.int64))).tolist()


def test_the_slices_of_two_workers_by_hand():
    # Batches of 5, 5 and 3 rows: 2 + 3, 2 + 3 and 1 + 2.
    assert WorkerSlice(Worker(0, 2), 5, 13).sizes() == [2, 2, 1]
    assert WorkerSlice(Worker(1, 2), 5, 13).sizes() == [3, 3, 2]
    assert held(Worker(0, 2), 5, 13, 20) == [0, 1, 5, 6, 10]
    assert held(Worker(1, 2), 5, 13, 20) == [2, 3, 4, 7, 8, 9, 11, 12]


def test_one_worker_has_all():
    assert WorkerSlice(ALONE, 5, 13).sizes() == [5, 5, 3]
    assert held(ALONE, 5, 13, 20) == list(range(13))


@given(
    count=st.integers(1, 6),
    more=st.integers(0, 6),
    rows=st.integers(1, 60),
)
def test_every_row_has_one_worker(count, more, rows):
    slices = [WorkerSlice(Worker(w, count), count + more, rows) for w in range(count)]
    places = tf.range(rows, dtype=tf.int64)
    holders = sum(mine.holds(places).numpy().astype(int) for mine in slices)
    assert holders.tolist() == [1] * rows
    for mine in slices:
        assert sum(mine.sizes()) == np.count_nonzero(mine.holds(places))
