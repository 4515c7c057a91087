import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import log_loss

from trainer import metrics
from trainer.contract.errors import InputError

ROWS = st.lists(
    st.tuples(st.integers(-3, 3), st.booleans(), st.integers(0, 4)), min_size=1
)


def pair_by_pair(scores, labels, weights):
    won = pairs = 0.0
    for s, y, w in zip(scores, labels, weights, strict=True):
        for t, z, v in zip(scores, labels, weights, strict=True):
            if y == 1 and z == 0:
                pairs += w * v
                won += w * v * (1.0 if s > t else 0.5 if s == t else 0.0)
    return won / pairs if pairs else None


@given(ROWS)
def test_auc_equals_counting_every_pair(rows):
    scores, labels, weights = (np.array(c, float) for c in zip(*rows, strict=True))
    received = metrics.auc(scores, labels, weights)
    expected = pair_by_pair(scores, labels, weights)
    assert received == (None if expected is None else pytest.approx(expected))


@given(ROWS.filter(lambda rows: {bool(y) for _, y, w in rows if w} == {True, False}))
def test_logloss_is_that_of_scikit_learn(rows):
    logits, labels, weights = (np.array(c, float) for c in zip(*rows, strict=True))
    peer = log_loss(labels, metrics.probabilities(logits), sample_weight=weights)
    figures = metrics.evaluate(logits, labels, weights)
    assert figures["logloss"] == pytest.approx(peer, rel=1e-12)


def test_auc_counts_a_tie_half():
    # Pairs: 2 > 1 counts 1, 1 = 1 counts 1/2.
    assert metrics.auc(np.array([1, 1, 2]), np.array([0, 1, 1]), np.ones(3)) == 0.75


def test_figures_of_three_rows_by_hand():
    # p = 1/2, 3/4, 1/4 for labels 1, 1, 0.
    logits = [0.0, math.log(3), -math.log(3)]
    figures = metrics.evaluate(logits, [1, 1, 0], [1, 1, 1])
    assert figures["auc"] == 1.0
    logloss = (math.log(2) + 2 * math.log(4 / 3)) / 3
    base = -(2 / 3 * math.log(2 / 3) + 1 / 3 * math.log(1 / 3))
    assert figures["logloss"] == pytest.approx(logloss, abs=1e-12)
    assert figures["base_logloss"] == pytest.approx(base, abs=1e-12)
    assert figures["normalized_entropy"] == pytest.approx(logloss / base, abs=1e-12)
    assert figures["calibration"] == pytest.approx(1.5 / 2, abs=1e-12)
    assert figures["positive_rate"] == pytest.approx(2 / 3)
    assert figures["rows"] == 3


def test_a_weight_of_two_is_the_row_twice():
    once = metrics.evaluate([0.5, -1, 2], [1, 0, 0], [2, 1, 1])
    twice = metrics.evaluate([0.5, 0.5, -1, 2], [1, 1, 0, 0], [1, 1, 1, 1])
    assert {**once, "rows": 4} == pytest.approx(twice)


def test_one_class_has_no_auc_and_no_normalized_entropy():
    figures = metrics.evaluate([1.0, 2.0], [0, 0], [1, 1])
    assert figures["auc"] is None
    assert figures["base_logloss"] == 0
    assert figures["normalized_entropy"] is None
    assert figures["calibration"] is None


def test_huge_logits_have_a_finite_logloss():
    figures = metrics.evaluate([1000.0, -1000.0], [0, 0], [1, 1])
    assert figures["logloss"] == 500.0


def test_rows_that_weigh_nothing_are_refused():
    with pytest.raises(InputError) as error:
        metrics.evaluate([0.0], [1], [0])
    assert str(error.value) == "expected evaluate rows of a weight over 0, received 0.0"
