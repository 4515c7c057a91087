import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve

from trainer.evaluate.calibration import deciles, expected_calibration_error
from trainer.evaluate.ranked_rows import RankedRows
from trainer.metrics import probabilities


def test_two_bins_by_hand():
    # p is 1/4 for the first two rows, of weights 1 and 2, and 1/2 for the last of 3.
    logits = np.array([-math.log(3), -math.log(3), 0])
    bins = deciles(RankedRows(logits, [1, 0, 1], [1, 2, 3]), 2)
    low, high = (list(each.values()) for each in bins)
    assert low == pytest.approx([2, 3, 1 / 4, 1 / 3])
    assert high == pytest.approx([1, 3, 1 / 2, 1])
    error = (3 * (1 / 3 - 1 / 4) + 3 * (1 - 1 / 2)) / 6
    assert expected_calibration_error(bins) == pytest.approx(error)


def test_rows_of_one_score_stay_together():
    bins = deciles(RankedRows([0.0] * 7, [1, 0, 0, 0, 0, 0, 0], np.ones(7)))
    assert [each["rows"] for each in bins] == [7]
    assert expected_calibration_error(bins) == pytest.approx(1 / 2 - 1 / 7)


@given(st.integers(1, 12), st.integers(0, 99))
def test_distinct_scores_of_equal_weight_are_binned_as_by_scikit_learn(tenth, seed):
    random = np.random.default_rng(seed)
    logits = random.permutation(np.linspace(-2, 2, 10 * tenth))
    labels = random.integers(0, 2, len(logits))
    bins = deciles(RankedRows(logits, labels, np.ones(len(logits))))
    actual, predicted = calibration_curve(
        labels, probabilities(logits), n_bins=10, strategy="quantile"
    )
    assert [each["rows"] for each in bins] == [tenth] * 10
    if tenth > 1:
        # Of one row a bin, scikit-learn's quantiles lie on rows.
        assert [each["actual"] for each in bins] == pytest.approx(actual)
        assert [each["predicted"] for each in bins] == pytest.approx(predicted)
