import numpy as np
import pytest

from bench.planted.quality import auc, logloss


def test_auc_is_the_share_of_pairs_in_the_right_order():
    scores = np.array([0.1, 0.4, 0.35, 0.8])
    clicked = np.array([False, False, True, True])
    assert auc(scores, clicked) == 3 / 4


def test_auc_counts_a_tie_half():
    scores = np.array([0.5, 0.5, 0.1])
    clicked = np.array([True, False, False])
    assert auc(scores, clicked) == 1.5 / 2


@pytest.mark.parametrize("label", [True, False])
def test_auc_of_one_class_is_none(label):
    assert auc(np.array([0.1, 0.2]), np.array([label, label])) is None


def test_logloss_is_the_mean_negative_log_of_what_happened():
    probabilities = np.array([0.5, 0.25])
    clicked = np.array([True, False])
    expected = -(np.log(0.5) + np.log(0.75)) / 2
    assert logloss(probabilities, clicked) == pytest.approx(expected)
