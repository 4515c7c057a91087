import json
import shutil

import pytest

from trainer.contract.errors import ContractError
from trainer.tune import sampler, space
from trainer.tune.study import Study

FLAGS = ("--train-dir=t", "--eval-dir=e", "--early-stopping-patience=2")
SPACE = {"learning-rate": {"log": [0.01, 1.0]}, "batch-size": {"choice": [4, 8]}}
IDENTITY = {"train data": "a", "--epochs": 3}


def searched(folder, *flags):
    path = folder / "space.json"
    path.write_text(json.dumps(SPACE))
    return space.load(path, [*FLAGS, *flags])


def opened(folder, *flags, seed=0):
    return Study(folder / "study.db", searched(folder, *flags), seed, IDENTITY)


def drawn(study, count):
    """The values of trials whose logloss is their learning rate."""
    values = []
    for _ in range(count):
        trial = study.begin()
        trial.complete(trial.settings["learning-rate"], seconds=1.0)
        values.append(dict(trial.settings))
    return values


@pytest.fixture
def few_at_random(monkeypatch):
    monkeypatch.setattr(sampler, "RANDOM_TRIALS", 2)


def test_a_study_that_is_opened_anew_draws_what_one_that_stays_open_does(
    tmp_path, few_at_random
):
    folders = [tmp_path / name for name in ("one", "two", "three")]
    for folder in folders:
        folder.mkdir()
    together = drawn(opened(folders[0]), 4)
    apart = [values for _ in range(4) for values in drawn(opened(folders[1]), 1)]
    assert together == apart
    assert len({json.dumps(values) for values in together}) == 4
    assert drawn(opened(folders[2], seed=1), 2)[1] != together[1]


def test_a_trial_that_was_left_is_gone_on_with(tmp_path):
    study = opened(tmp_path)
    drawn(study, 1)
    left = study.begin()
    left.is_to_be_pruned([0.7])
    left.interrupt(seconds=2.0)
    (again,) = opened(tmp_path).unfinished()
    assert (again.number, again.values) == (1, left.values)
    ended = again.complete(0.5, seconds=3.0)
    assert (ended.epochs, ended.seconds, ended.state) == ((0.7,), 5.0, "complete")


def test_the_first_trial_is_the_default_and_has_no_flags(tmp_path):
    trial = opened(tmp_path).begin()
    assert trial.values == {}
    # 1024 rows lie outside the space.
    assert trial.settings == {"learning-rate": 0.1, "batch-size": 1024}


@pytest.fixture(scope="module")
def five(tmp_path_factory):
    """A study whose complete trials had 0.5 to 0.54 after their first epoch."""
    folder = tmp_path_factory.mktemp("five")
    study = opened(folder)
    for logloss in (0.5, 0.51, 0.52, 0.53, 0.54):
        trial = study.begin()
        assert not trial.is_to_be_pruned([logloss, 0.49])
        trial.complete(0.49, seconds=1.0)
    return folder / "study.db"


@pytest.fixture
def with_five(five, tmp_path):
    shutil.copy(five, tmp_path)
    return tmp_path


def test_a_trial_is_pruned_where_it_is_worse_than_the_median_of_its_epoch(with_five):
    study = opened(with_five)
    better, worse = study.begin(), study.begin()
    assert not better.is_to_be_pruned([0.519])
    assert worse.is_to_be_pruned([0.521, 0.4])
    ended = worse.prune(seconds=1.0, exit_code=143)
    # What came after it was not looked at, however late somebody looked.
    assert (ended.state, ended.epochs, ended.logloss) == ("pruned", (0.521,), 0.521)


def test_what_was_noted_and_not_judged_is_judged_by_who_goes_on(with_five):
    opened(with_five).begin()._trial.report(0.521, 1)
    (again,) = opened(with_five).unfinished()
    assert again.is_to_be_pruned([0.521])


@pytest.mark.parametrize(
    ("flag", "loglosses"),
    [
        ("--epochs=1", [0.9]),
        # No better than the epoch before: the run ends by itself.
        ("--early-stopping-patience=1", [0.4, 0.9]),
        ("--train-steps=5", [0.9]),
    ],
)
def test_nothing_is_pruned_when_the_training_is_over(with_five, flag, loglosses):
    trial = opened(with_five, flag).begin()
    assert not trial.is_to_be_pruned(loglosses)


def test_what_has_failed_is_not_tried_again_and_again(tmp_path, few_at_random):
    study = opened(tmp_path)
    for _ in range(16):
        trial = study.begin()
        if trial.settings["batch-size"] == 8:
            ended = trial.fail(1.0, 5, "step 1: nan")
            assert (ended.state, ended.exit_code, ended.logloss) == ("failed", 5, None)
        else:
            trial.complete(trial.settings["learning-rate"], 1.0)
    states = [trial.state for trial in study.trials[3:]]
    # Half of those that are drawn at random would.
    assert 0 < states.count("failed") < len(states) / 3


def test_importance_is_that_of_the_flag_that_decides(tmp_path):
    study = opened(tmp_path)
    assert study.importance() == {}
    drawn(study, 9)
    importance = study.importance()
    assert list(importance) == ["learning-rate", "batch-size"]
    assert sum(importance.values()) == pytest.approx(1)


def test_another_search_is_refused_by_name(tmp_path):
    opened(tmp_path)
    other = {"train data": "b", "--epochs": 3}
    with pytest.raises(ContractError) as error:
        Study(tmp_path / "study.db", searched(tmp_path), 0, other)
    assert str(error.value) == (
        f'{tmp_path}/study.db: train data: expected "a", received "b" '
        "(another search takes another folder)"
    )


def test_a_file_that_is_no_study_is_named(tmp_path):
    (tmp_path / "study.db").write_text("no database" * 1000)
    with pytest.raises(ContractError) as error:
        opened(tmp_path)
    expected = f"{tmp_path}/study.db: expected the study of a search, received "
    assert str(error.value).startswith(expected)
