import json

import pytest

from bench.tune import measure
from trainer.tune import space

FOUND = {
    "counts": {"complete": 12, "pruned": 7, "failed": 1, "running": 0},
    "trials": [{}] * 20,
    "default": {"logloss": 0.5},
    "best": {"logloss": 0.48},
}


def test_the_best_is_held_against_the_default_where_no_trial_has_been():
    judged = {"default": 0.5, "best": 0.49}
    chosen, unseen, share = measure._rows(FOUND, judged, bayes=0.46, seconds=321.4)
    assert (chosen.ours, chosen.peer, unseen.ours) == (0.48, 0.5, 0.49)
    assert chosen.ratio == pytest.approx(0.5 / 0.48)
    assert "20 trials (12 complete, 7 pruned, 1 failed, 321 s)" in chosen.name
    assert unseen.verdict == "met"
    # A quarter of the way from 0.5 to 0.46.
    assert share.ours == pytest.approx(0.25)


def test_a_search_that_finds_the_default_is_no_improvement():
    _, unseen, share = measure._rows(
        FOUND, {"default": 0.5, "best": 0.5}, bayes=0.46, seconds=1
    )
    assert (unseen.verdict, share.ours) == ("NOT met", 0.0)


def test_the_space_has_the_default():
    document = json.loads(measure.SPACE.read_bytes())
    flags = ["--train-dir=t", "--eval-dir=e"]
    assert set(space.load(measure.SPACE, flags).default_values) == set(document)
