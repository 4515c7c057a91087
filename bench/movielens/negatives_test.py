import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bench.movielens import negatives
from bench.movielens.interactions import Interactions

# Two users of five items; the second has rated all but the last two.
RATED = np.array([[1, 0, 0, 0, 0], [1, 1, 1, 0, 0]], bool)


def test_candidates_are_the_held_out_item_and_different_unrated_ones():
    drawn = negatives.candidates(RATED, np.array([0, 2]), count=2, seed=3)
    assert drawn[:, 0].tolist() == [0, 2]
    assert sorted(drawn[1, 1:]) == [3, 4]
    assert len(set(drawn[0, 1:]) & {1, 2, 3, 4}) == 2
    again = negatives.candidates(RATED, np.array([0, 2]), count=2, seed=3)
    assert (drawn == again).all()


@given(st.integers(0, 2**32), st.integers(1, 4))
def test_every_positive_has_its_negatives_and_none_is_rated(seed, count):
    users, items = np.nonzero(RATED)
    positives = Interactions(users, items, 2, 5)
    labels, users, items = negatives.labelled(positives, RATED, count, seed)
    seen = sorted(zip(users[labels == 1], items[labels == 1], strict=True))
    assert seen == [(0, 0), (1, 0), (1, 1), (1, 2)]
    assert np.bincount(users[labels == 0]).tolist() == [count, 3 * count]
    assert not RATED[users[labels == 0], items[labels == 0]].any()


def test_another_seed_draws_others():
    positives = Interactions(np.zeros(20, int), np.zeros(20, int), 1, 1000)
    rated = np.zeros((1, 1000), bool)
    one, same, other = (
        negatives.labelled(positives, rated, 4, seed) for seed in (1, 1, 2)
    )
    assert all((a == b).all() for a, b in zip(one, same, strict=True))
    assert (one[2] != other[2]).any()
