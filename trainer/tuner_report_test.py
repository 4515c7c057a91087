import json
import time

import pytest

from trainer import tuner_report


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "made" / "output.metrics"
    monkeypatch.setenv("CLOUD_ML_HP_METRIC_FILE", str(path))
    return path


def lines(path):
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_a_line_is_that_of_the_clouds_own_library(file, monkeypatch):
    monkeypatch.setenv("CLOUD_ML_TRIAL_ID", "7")
    before = time.time()
    tuner_report.add(0.5, 12)
    tuner_report.add(0.25, 24)
    first, second = lines(file)
    assert before <= first.pop("timestamp") <= second.pop("timestamp") <= time.time()
    assert first == {
        "trial": "7",
        "evaluate_logloss": "0.5",
        "global_step": "12",
        "checkpoint_path": "",
    }
    assert second["evaluate_logloss"] == "0.25"
    # The library sorts the names and sets a line end behind each.
    assert file.read_bytes().startswith(b'{"checkpoint_path": "", "evaluate_logloss"')
    assert file.read_bytes().endswith(b"}\n")


def test_a_trial_whose_file_is_not_named_has_that_of_the_library(tmp_path, monkeypatch):
    path = tmp_path / "output.metrics"
    monkeypatch.delenv("CLOUD_ML_HP_METRIC_FILE", raising=False)
    monkeypatch.setattr(tuner_report, "DEFAULT_FILE", str(path))
    tuner_report.add(0.5, 12)
    assert not path.exists()
    monkeypatch.setenv("CLOUD_ML_TRIAL_ID", "3")
    tuner_report.add(0.5, 12)
    assert lines(path)[0]["trial"] == "3"
