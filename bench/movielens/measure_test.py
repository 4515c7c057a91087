import numpy as np
import pytest

from bench.movielens import interactions, measure
from trainer.contract.errors import UsageError


@pytest.fixture
def three_ratings():
    """Of each of two users, among 120 items that a third has rated."""
    rows = [(1, 5, 3, 1), (1, 7, 3, 3), (1, 6, 3, 2), (2, 6, 5, 3), (2, 5, 5, 2)]
    rows += [(2, 4, 5, 1), *((3, item, 1, item) for item in range(120))]
    return interactions.of_ratings(np.array(rows, float))


def test_the_latest_rating_is_ranked_among_99_that_the_user_has_not_rated(
    three_ratings,
):
    few = three_ratings.users < 2
    known = interactions.Interactions(
        three_ratings.users[few], three_ratings.items[few], 2, 120
    )
    split = measure.Split(known)
    assert split.train.items.tolist() == [5, 6, 4, 5]
    assert split.items.shape == (2, 100)
    assert split.items[:, 0].tolist() == [7, 6]
    assert not {4, 5, 6} & set(split.items[1, 1:].tolist())
    # The scores of each seed are ranked for themselves.
    figures = split.ranked(lambda seed: np.eye(100)[[0, 0]] * (seed == 1))
    assert [result.hit_rate for result in figures] == [0, 1, 0]


def test_flags_of_the_trainer_are_for_validation_alone(tmp_path):
    with pytest.raises(UsageError) as caught:
        measure.main([str(tmp_path), "--wheel=w", "--flags=--l2=0"])
    expected = "expected --flags only with --validation"
    assert str(caught.value).startswith(expected)
