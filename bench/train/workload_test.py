import numpy as np
import pytest

from bench.train.workload import CRITEO, distinct, draw, sizes_of


def test_the_largest_columns_are_cut_until_the_vocabulary_fits():
    sizes = sizes_of(26_000)
    assert 26_000 - len(CRITEO) < sum(sizes) <= 26_000
    assert [size for size in sizes if size < max(sizes)] == [
        size for size in CRITEO if size < max(sizes)
    ]
    assert sizes_of(sum(CRITEO)) == CRITEO


def test_ids_are_within_the_vocabulary_and_small_ones_are_frequent(small_batches):
    drawn = draw(26_000)
    assert (drawn.ids >= 1).all()
    assert (drawn.ids <= np.array(drawn.sizes)).all()
    # Of the first column's 1,460 values, the first has the share log 2 / log 1461.
    share = (drawn.ids[:, :, 0] == 1).mean()
    assert share == pytest.approx(np.log(2) / np.log(1461), abs=0.03)


def test_a_large_vocabulary_can_have_the_distinct_ids_of_a_small_one(small_batches):
    small, large = draw(26_000), draw(1_000_000, like=26_000)
    assert distinct(large) == distinct(small)
    assert large.ids.max() > 20 * small.ids.max()
    assert (large.ids <= np.array(large.sizes)).all()
