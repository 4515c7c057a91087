import numpy as np
import pytest
import tensorflow as tf

from trainer.layers import stacked_embedding
from trainer.layers.list_ids import ListIds
from trainer.layers.stacked_embedding import StackedEmbedding


def built(*args, **kwargs):
    layer = StackedEmbedding(*args, **kwargs)
    layer.build()
    return layer


@pytest.fixture
def layer():
    # Rows: 0 unseen, 1-2 of the first feature; 3 unseen, 4-6 of the second.
    return built([2, 3], dimension=2, seed=7)


def test_each_feature_has_its_own_rows(layer):
    rows = layer.rows(tf.constant([[1, 1], [2, 3]], tf.int64))
    assert rows.numpy().tolist() == [[1, 4], [2, 6]]


@pytest.mark.parametrize("unseen", [0, -1, -(2**63), 4, 2**31, 2**63 - 1])
def test_an_id_that_is_not_in_the_vocabulary_is_unseen(layer, unseen):
    rows = layer.rows(tf.constant([[unseen, unseen]], tf.int64))
    assert rows.numpy().tolist() == [[0, 3]]


def test_unseen_rows_start_at_zero_and_others_within_the_bound(layer):
    table = layer.table.numpy()
    assert table.shape == (7, 2)
    assert not table[[0, 3]].any()
    drawn = table[[1, 2, 4, 5, 6]]
    assert (np.abs(drawn) <= 0.05).all()
    assert len(np.unique(drawn)) == 10


def test_without_a_bound_all_rows_start_at_zero():
    assert not built([2, 3], dimension=1, bound=0.0).table.numpy().any()


def test_an_embedding_is_a_row_of_the_table(layer):
    layer.table.assign(np.arange(14, dtype=np.float32).reshape(7, 2))
    embeddings = layer(tf.constant([[2, 0]], tf.int64))
    assert embeddings.numpy().tolist() == [[[4, 5], [6, 7]]]


def test_the_same_seed_draws_the_same_table_in_chunks_of_any_number(monkeypatch):
    monkeypatch.setattr(stacked_embedding, "CHUNK_ROWS", 4)
    tables = [built([5, 5], dimension=3, seed=seed).table.numpy() for seed in (1, 1, 2)]
    assert (tables[0] == tables[1]).all()
    assert (tables[0] != tables[2]).any()
    assert tables[0][[1, 2, 3, 4, 5, 7, 8, 9, 10, 11]].all()
    assert not tables[0][[0, 6]].any()


def test_reading_never_copies_the_table(layer):
    read = tf.function(layer).get_concrete_function(tf.TensorSpec([None, 2], tf.int64))
    operations = [operation.type for operation in read.graph.get_operations()]
    assert "ResourceGather" in operations
    assert "ReadVariableOp" not in operations


def of_list(ids, rows, weights):
    given = tf.constant(ids, tf.int64), tf.constant(rows, tf.int64)
    return ListIds(*given, tf.constant(weights, tf.float32))


def test_a_list_has_the_weighted_sum_of_its_embeddings_in_its_place():
    # Rows: 0 unseen, 1-2; 3 unseen, 4-6, the list; 7 unseen, 8-9.
    layer = built([2, 3, 2], dimension=2, lists=[1])
    layer.table.assign(np.arange(20, dtype=np.float32).reshape(10, 2))
    # Three rows: ids 1 and 3 by halves; none; an unseen one, once 0 and once 4.
    lists = [of_list([1, 3, 0, 4], [0, 0, 2, 2], [0.5, 0.5, 1, 1])]
    received = layer(tf.constant([[2, 1], [0, 0], [1, 2]], tf.int64), lists)
    assert received.numpy().tolist() == [
        [[4, 5], [(8 + 12) / 2, (9 + 13) / 2], [16, 17]],
        [[0, 1], [0, 0], [14, 15]],
        [[2, 3], [2 * 6, 2 * 7], [18, 19]],
    ]


@pytest.mark.parametrize("lists", [[0], [2], [0, 1], [0, 1, 2]])
def test_features_keep_their_order_wherever_the_lists_are(lists):
    sizes = [2, 3, 2]
    plain = built(sizes, dimension=2, seed=3)
    layer = built(sizes, dimension=2, seed=3, lists=lists)
    ids = np.array([[1, 3, 2], [2, 0, 5]])
    of_lists = [of_list(ids[:, place], [0, 1], [1, 1]) for place in lists]
    received = layer(tf.constant(np.delete(ids, lists, axis=1)), of_lists)
    assert (received.numpy() == plain(tf.constant(ids)).numpy()).all()


def test_lists_are_read_by_the_gather_of_the_others():
    layer = built([2, 3], dimension=2, lists=[1])
    vector = tf.TensorSpec([None], tf.int64)
    given = [ListIds(vector, vector, tf.TensorSpec([None], tf.float32))]
    read = tf.function(layer).get_concrete_function(
        tf.TensorSpec([None, 1], tf.int64), given
    )
    operations = [operation.type for operation in read.graph.get_operations()]
    assert operations.count("ResourceGather") == 1
    assert "ReadVariableOp" not in operations


def test_no_categorical_column_is_no_row():
    layer = built([], dimension=2)
    assert layer(tf.zeros([3, 0], tf.int64)).shape == (3, 0, 2)
