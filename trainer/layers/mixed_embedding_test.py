import doctest

import numpy as np
import pytest
import tensorflow as tf

from trainer.layers import mixed_embedding
from trainer.layers.list_ids import ListIds
from trainer.layers.mixed_embedding import MixedEmbedding


def built(sizes, dimensions, lists=()):
    layer = MixedEmbedding(sizes, dimensions, seed=0, lists=lists)
    layer.build()
    for number, table in enumerate(layer.tables, start=1):
        shape = table.table.shape
        counted = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
        table.table.assign(100 * number + counted)
    return layer


def test_features_of_a_width_share_a_table():
    layer = built([1, 2, 3], [2, 1, 2])
    assert [table.name for table in layer.tables] == ["deep_2", "deep_1"]
    assert [tuple(table.table.shape) for table in layer.tables] == [(6, 2), (3, 1)]
    assert layer.width == 5
    # Row 1 of the first and row 5 of the third feature, then row 2 of the second.
    embeddings = layer(tf.constant([[1, 2, 3]], tf.int64))
    assert embeddings.numpy().tolist() == [[102, 103, 110, 111, 202]]


def test_one_width_is_one_table():
    layer = built([1, 2], [3, 3])
    embeddings = layer(tf.constant([[1, 0], [5, 2]], tf.int64))
    # Rows 1 and 2; 5 is unseen and so row 0, and row 4.
    expected = [[103, 104, 105, 106, 107, 108], [100, 101, 102, 112, 113, 114]]
    assert embeddings.numpy().tolist() == expected


def test_lists_stand_in_the_tables_of_their_widths():
    layer = built([1, 2, 1, 1], [2, 1, 2, 3], lists=[1, 2, 3])
    one = tf.constant([0, 0], tf.int64), tf.constant([0.5, 0.5])
    lists = [
        ListIds(tf.constant(ids, tf.int64), *one) for ids in ([1, 2], [1, 0], [1, 1])
    ]
    embeddings = layer(tf.constant([[1]], tf.int64), lists)
    # Row 1 of the first feature; rows 3 and 2 of the third, by halves; then rows 1 and
    # 2 of the second; then row 1 of the last, twice.
    expected = [102, 103, 105, 106, 201.5, 303, 304, 305]
    assert embeddings.numpy().tolist() == [expected]


@pytest.mark.parametrize("batch", [0, 1, 3])
@pytest.mark.parametrize(("sizes", "dimensions"), [([1, 2], [1, 2]), ([], [])])
def test_a_batch_of_any_size_gives_one_line_a_row(batch, sizes, dimensions):
    ids = tf.zeros([batch, len(sizes)], tf.int64)
    assert built(sizes, dimensions)(ids).shape == (batch, sum(dimensions))


def test_the_examples_of_the_documentation_are_true():
    assert doctest.testmod(mixed_embedding).failed == 0
