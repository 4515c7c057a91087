import pytest

from trainer import tuner_report
from trainer.contract.errors import ContractError
from trainer.tune import reported


@pytest.fixture
def path(tmp_path, monkeypatch):
    path = tmp_path / "1.metrics"
    monkeypatch.setenv(tuner_report.FILE, str(path))
    return path


def test_a_trial_that_has_reported_nothing_has_no_figure(path):
    assert reported.loglosses(path) == []


def test_a_step_that_is_reported_again_counts_once(path):
    # Killed behind its second epoch, and back at the first one in the end.
    for logloss, step in ((0.5, 10), (0.6, 20), (0.6, 20), (0.5, 10)):
        tuner_report.add(logloss, step)
    assert reported.loglosses(path) == [0.5, 0.6]


def test_a_line_that_is_not_whole_is_left_for_later(path):
    tuner_report.add(0.5, 10)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert reported.loglosses(path) == []
    path.write_bytes(whole + whole[:-1])
    assert reported.loglosses(path) == [0.5]


@pytest.mark.parametrize(
    "line",
    [
        '{"global_step": "1"}',
        '{"global_step": "1", "evaluate_logloss": "nan"}',
        '{"global_step": "-1", "evaluate_logloss": "0.5"}',
        "[]",
    ],
)
def test_a_line_of_another_kind_is_refused_with_its_place(path, line):
    path.write_text(f'{{"global_step": "1", "evaluate_logloss": "0.5"}}\n{line}\n')
    with pytest.raises(ContractError) as error:
        reported.loglosses(path)
    expected = "expected global_step and a finite evaluate_logloss"
    assert str(error.value) == f"{path}:2: {expected}, received {line}"
