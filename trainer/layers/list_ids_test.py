import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer.contract import schema as schemas
from trainer.golden_lists import GOLDEN
from trainer.layers.list_ids import ListColumns, row_numbers

# Rows of 2, 0 and 4 tags; of 1, 1 and 0 tags0.
LISTS = {
    "tags": tf.constant([5, 6, 7, 8, 9, 9], tf.int64),
    "tags/lengths": tf.constant([2, 0, 4], tf.int64),
    "tags0": tf.constant([3, 4], tf.int64),
    "tags0/lengths": tf.constant([1, 1, 0], tf.int64),
}


@pytest.mark.parametrize(
    ("combiner", "tags", "tags0"),
    [("mean", [1 / 2] * 2 + [1 / 4] * 4, [1, 1]), ("sum", [1] * 6, [1, 1])],
)
def test_ids_know_their_rows_and_weigh_what_the_combiner_says(combiner, tags, tags0):
    columns = ListColumns(schemas.load(GOLDEN / "schema.json"), combiner)
    first, second = columns(LISTS)
    assert first.ids.numpy().tolist() == [5, 6, 7, 8, 9, 9]
    assert first.rows.numpy().tolist() == [0, 0, 2, 2, 2, 2]
    assert first.weights.numpy().tolist() == tags
    assert second.rows.numpy().tolist() == [0, 1]
    assert second.weights.numpy().tolist() == tags0


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 9), max_size=20))
def test_a_row_has_as_many_values_as_its_length_says(lengths):
    rows = row_numbers(tf.constant(lengths, tf.int64))
    assert rows.numpy().tolist() == np.repeat(np.arange(len(lengths)), lengths).tolist()
