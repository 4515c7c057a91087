import numpy as np
import pytest

from bench.movielens import ranking


def test_a_hit_counts_once_and_gains_less_the_lower_it_stands():
    # Ranks 1, 3 and 4 of four: two hits among three, gains 1 and 1 / log2(4).
    scores = np.array([[9.0, 1, 2, 3], [2, 1, 3, 4], [0, 1, 2, 3]])
    assert ranking.evaluate(scores, length=3) == pytest.approx((2 / 3, 1.5 / 3))


def test_of_equal_scores_the_right_item_is_the_last():
    scores = np.array([[1.0, 1, 1, 0], [0, 0, 0, 0]])
    assert ranking.evaluate(scores, length=3) == pytest.approx((1 / 2, 0.5 / 2))
    assert ranking.evaluate(np.zeros((5, 100))) == (0, 0)


def test_ten_items_are_shown():
    scores = np.zeros((2, 12))
    scores[0, 1:10], scores[1, 1:11] = 1, 1
    scores[:, 0] = 0.5
    gain = 1 / np.log2(11)
    assert ranking.evaluate(scores) == pytest.approx((1 / 2, gain / 2))
