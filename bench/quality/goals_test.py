import pytest

from bench.quality import goals

AUCS = {
    "linear": [0.75, 0.75],
    "wide-deep": [0.769, 0.771],
    "deepfm": [0.768, 0.772],
    "dcn-v2": [0.769, 0.7689],
}


def verdicts(ours, bayes):
    return {row.name: row.verdict for row in goals.table(ours, bayes)}


def of_peer(peer):
    return goals.against_peer("deepfm", AUCS["deepfm"], "trees", peer)


def test_every_model_is_shown_as_a_share_of_the_best_possible():
    first = goals.table(AUCS, 0.75)[0]
    assert first.name == "linear against Bayes"
    assert (first.ours, first.peer, first.ratio, first.spread) == (0.75, 0.75, 1, 0)
    assert first.goal is None
    second = goals.table(AUCS, 0.77)[1]
    assert second.ratio == pytest.approx(1)
    assert second.spread == pytest.approx(0.002)


def test_a_goal_is_met_up_to_its_difference_in_auc_and_no_further():
    shown = verdicts(AUCS, 0.784)
    assert shown["best model (wide-deep) against Bayes, at least 0.95"] == "met"
    # 0.76895, and 0.7695 would be enough.
    name = "dcn-v2 against wide-deep, not lower by more than 0.0005"
    assert shown[name] == "NOT met"
    name = "deepfm against wide-deep, not lower by more than 0.0005"
    assert shown[name] == "met"
    for model in ("wide-deep", "deepfm", "dcn-v2"):
        assert shown[f"{model} against linear, higher by more than 0.005"] == "met"


def test_a_goal_is_not_met_one_thousandth_farther():
    worse = {**AUCS, "deepfm": [0.754]}
    shown = verdicts(worse, 0.79)
    assert shown["best model (wide-deep) against Bayes, at least 0.95"] == "NOT met"
    assert shown["deepfm against linear, higher by more than 0.005"] == "NOT met"


def test_a_peer_may_be_above_by_a_thousandth():
    title = "deepfm against trees, not above it by more than 0.001"
    assert [of_peer(auc).name for auc in (0.7, "none")] == [title, title]
    assert [of_peer(auc).verdict for auc in (0.7709, 0.7711)] == ["met", "NOT met"]


def test_a_peer_that_could_not_run_says_why():
    received = of_peer("No module named trees")
    assert received.verdict == "NOT met, skipped: No module named trees"
    assert (received.ours, received.spread) == (0.77, pytest.approx(0.004))
