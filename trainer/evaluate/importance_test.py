from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf

from trainer.contract.schema import Column
from trainer.evaluate.importance import importance
from trainer.evaluate.row_sample import RowSample
from trainer.evaluate.scored_rows import ScoredRows

ROWS = 3000
COLUMNS = {
    "numeric": (Column("told", "numeric", "told"), Column("idle", "numeric", "idle")),
    "single_valued": (Column("site", "categorical", "site"),),
    "lists": (Column("tags", "categorical", "tags", list_separator=","),),
}
SCHEMA = SimpleNamespace(
    **COLUMNS, categorical=(*COLUMNS["single_valued"], *COLUMNS["lists"])
)


def logits(features):
    """Twice the first number, and the sum of the row's tags."""
    lists = features["lists"]
    ragged = tf.RaggedTensor.from_row_lengths(lists["tags"], lists["tags/lengths"])
    tags = tf.cast(tf.reduce_sum(ragged, axis=1), tf.float32)
    return 2 * features["numeric"][:, 0] + tags - 2


def batches(size):
    random = np.random.default_rng(0)
    for begin in range(0, ROWS, size):
        rows = min(size, ROWS - begin)
        lengths = random.integers(1, 4, rows)
        yield {
            "numeric": tf.constant(random.normal(size=(rows, 2)), tf.float32),
            "ids": tf.constant(random.integers(1, 9, (rows, 1))),
            "lists": {
                "tags": tf.constant(random.integers(0, 3, lengths.sum())),
                "tags/lengths": tf.constant(lengths),
            },
        }


@pytest.fixture(scope="module")
def scored():
    answers = np.concatenate([logits(batch) for batch in batches(700)])
    labels = np.random.default_rng(1).random(ROWS) < 1 / (1 + np.exp(-answers))
    return ScoredRows(answers, labels.astype(np.float32), np.ones(ROWS, np.float32))


def sampled(most):
    sample = RowSample(ROWS, most, seed=5)
    for batch in batches(700):
        sample.keep(batch)
    return sample


def test_a_sample_has_the_rows_of_its_places_in_every_feature(scored):
    sample = sampled(100)
    assert len(sample.places) == 100
    assert (np.diff(sample.places) > 0).all()
    received = logits(sample.features())
    assert received.numpy() == pytest.approx(scored.logits[sample.places])


def test_a_feature_that_says_nothing_loses_nothing_and_what_tells_most_comes_first(
    scored,
):
    found = importance(sampled(ROWS), scored, SCHEMA, logits, seed=0)
    assert found["rows"] == ROWS
    by_name = {each["feature"]: each for each in found["features"]}
    assert [each["feature"] for each in found["features"]][:2] == ["told", "tags"]
    for name in ("idle", "site"):
        lost = (by_name[name]["auc_lost"], by_name[name]["logloss_lost"])
        assert lost == pytest.approx((0, 0), abs=1e-6)
    assert by_name["told"]["auc_lost"] > by_name["tags"]["auc_lost"] > 0.02


def test_rows_of_one_class_lose_no_auc(scored):
    negative = ScoredRows(scored.logits, np.zeros(ROWS), scored.weights)
    found = importance(sampled(50), negative, SCHEMA, logits, seed=0)
    assert {each["auc_lost"] for each in found["features"]} == {None}
    weightless = ScoredRows(scored.logits, scored.labels, np.zeros(ROWS))
    found = importance(sampled(50), weightless, SCHEMA, logits, seed=0)
    assert found == {"rows": 50, "features": []}
