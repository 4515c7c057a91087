import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as peer

from trainer.evaluate.ranked_rows import RankedRows

# Some scores tie, some rows weigh nothing.
ROWS = st.lists(
    st.tuples(st.integers(-3, 3), st.booleans(), st.integers(0, 4)), min_size=1
)


def columns(rows):
    return (np.array(c, np.float32) for c in zip(*rows, strict=True))


def both_classes(rows):
    return len({label for _, label, weight in rows if weight}) == 2


@given(ROWS.filter(both_classes))
def test_areas_and_roc_are_those_of_scikit_learn(rows):
    scores, labels, weights = columns(rows)
    classes = RankedRows(scores, labels, weights).by_score()
    auc = peer.roc_auc_score(labels, scores, sample_weight=weights)
    assert classes.auc() == pytest.approx(auc, abs=1e-12)
    precision = peer.average_precision_score(labels, scores, sample_weight=weights)
    assert classes.average_precision() == pytest.approx(precision, abs=1e-12)
    wrong, right, _ = peer.roc_curve(
        labels, scores, sample_weight=weights, drop_intermediate=False
    )
    # scikit-learn leaves rows that weigh nothing out: the same points, not as often.
    ours = set(zip(*(np.round(axis, 9) for axis in classes.roc()), strict=True))
    theirs = set(zip(np.round(wrong, 9), np.round(right, 9), strict=True))
    assert ours == theirs


def test_average_precision_by_hand():
    # From the top: hit (1/1), miss, hit (2/3); ties of the last two: 3/5.
    rows = RankedRows([5, 4, 3, 2, 2], [1, 0, 1, 1, 0], np.ones(5))
    received = rows.by_score().average_precision()
    assert received == pytest.approx((1 + 2 / 3 + 3 / 5) / 3, abs=1e-12)


def test_precision_and_recall_at_every_threshold():
    rows = RankedRows([3, 2, 1], [1, 0, 1], [2, 1, 1])
    recall, precision = rows.by_score().precision_recall()
    assert recall.tolist() == [2 / 3, 2 / 3, 1]
    assert precision.tolist() == [1, 2 / 3, 3 / 4]


@pytest.mark.parametrize("label", [0, 1])
def test_one_class_has_no_auc(label):
    classes = RankedRows([1, 2], [label, label], [1, 1]).by_score()
    assert classes.auc() is None
    assert classes.average_precision() == (1.0 if label else None)
