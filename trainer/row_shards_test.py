import numpy as np
import pytest
import tensorflow as tf

from trainer import row_shards


def shards_of(rows, count):
    sizes = [row_shards.size(rows, count, number) for number in range(count)]
    return [tf.Variable(tf.zeros([size, 2])) for size in sizes]


def numbered(rows):
    return tf.Variable(np.arange(2.0 * rows, dtype=np.float32).reshape(rows, 2))


def test_neighbours_are_in_different_shards():
    shards = shards_of(5, 2)
    row_shards.write(shards, numbered(5))
    first, second = (shard.numpy()[:, 0].tolist() for shard in shards)
    assert first == [0, 4, 8]
    assert second == [2, 6]


@pytest.mark.parametrize("count", [1, 2, 3, 7])
@pytest.mark.parametrize("rows", [1, 6, 7, 23])
def test_a_table_comes_back_from_its_shards(rows, count, monkeypatch):
    # Pieces of a few rows, of which the last is shorter.
    monkeypatch.setattr(row_shards, "CHUNK_ROWS", 2)
    table, shards = numbered(rows), shards_of(rows, count)
    row_shards.write(shards, table)
    again = tf.Variable(tf.zeros([rows, 2]))
    row_shards.read(shards, again)
    np.testing.assert_array_equal(again, table)


def test_rows_are_read_and_their_gradients_are_those_of_the_shards_that_have_them():
    shards = shards_of(7, 3)
    row_shards.write(shards, numbered(7))
    with tf.GradientTape() as tape:
        rows = row_shards.gather(shards, tf.constant([6, 1, 4]))
        total = tf.reduce_sum(rows * [[1.0], [2.0], [3.0]])
    assert rows.numpy()[:, 0].tolist() == [12, 2, 8]
    first, second, third = tape.gradient(total, shards)
    assert first.indices.numpy().tolist() == [2]
    assert second.indices.numpy().tolist() == [0, 1]
    assert second.values.numpy().tolist() == [[2, 2], [3, 3]]
    assert third.indices.shape == [0]
