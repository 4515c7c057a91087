import numpy as np
import pytest
from scipy import stats

from trainer import metrics
from trainer.evaluate import bootstrap
from trainer.evaluate.bootstrap import FIGURES, Bootstrap
from trainer.evaluate.ranked_rows import RankedRows


def drawn(rows, seed=3, places=None):
    random = np.random.default_rng(seed)
    logits = random.normal(-1, 1, rows)
    logits = logits if places is None else np.round(logits, places)
    labels = random.random(rows) < metrics.probabilities(logits)
    return RankedRows(logits, labels, random.integers(1, 3, rows))


@pytest.mark.parametrize("places", [None, 1])
def test_a_replicate_has_the_figures_of_its_weights(monkeypatch, places):
    # In many pieces, with scores of many rows among them.
    monkeypatch.setattr(bootstrap, "_ROWS_AT_ONCE", 16)
    rows, ones = drawn(500, places=places), []
    monkeypatch.setattr(
        bootstrap, "_poisson", lambda random, n: ones.append(n) or np.ones(n)
    )
    every = metrics.evaluate(rows.scores, rows.labels, rows.weights)
    every["pr_auc"] = rows.by_score().average_precision()
    intervals = Bootstrap(rows, seed=0, replicates=2).intervals()
    for name in FIGURES:
        assert intervals[name] == pytest.approx([every[name]] * 2, rel=1e-12), name
    assert sum(ones) == 2 * 500
    assert len(ones) > 20 if places is None else len(ones) > 5


def test_the_interval_of_the_calibration_is_as_wide_as_its_deviation():
    # All scores 1/2: the figure is 1 / 2 over the share of positives, q.
    rows, share = 20_000, 0.4
    labels = np.arange(rows) < share * rows
    ranked = RankedRows(np.zeros(rows), labels, np.ones(rows))
    low, high = Bootstrap(ranked, 0, 1000).intervals()["calibration"]
    deviation = 0.5 / share**2 * np.sqrt(share * (1 - share) / rows)
    expected = 2 * stats.norm.ppf(0.975) * deviation
    assert high - low == pytest.approx(expected, rel=0.08)
    assert (low + high) / 2 == pytest.approx(0.5 / share, rel=1e-2)


def test_the_draws_are_poisson():
    counts = bootstrap._poisson(np.random.default_rng(0), 1 << 20)
    shares = np.bincount(counts, minlength=9) / (1 << 20)
    assert shares[:9] == pytest.approx(stats.poisson.pmf(range(9), 1), abs=2e-3)


def test_a_seed_gives_the_same_intervals_and_another_others():
    rows = drawn(300)
    first, again, other = (Bootstrap(rows, seed, 20).intervals() for seed in (1, 1, 2))
    assert first == again
    assert first["auc"] != other["auc"]


def test_figures_that_no_replicate_has_have_no_interval():
    negative = RankedRows([0.0, 1.0], [0, 0], [1, 1])
    intervals = Bootstrap(negative, 0).intervals()
    missing = {name for name, ends in intervals.items() if ends is None}
    assert missing == {"auc", "pr_auc", "normalized_entropy", "calibration"}
    low, high = intervals["logloss"]
    assert metrics.row_logloss(0, 0) <= low <= high <= metrics.row_logloss(1, 0)
