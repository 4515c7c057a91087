import hashlib
import json

import numpy as np
import pytest

from bench import criteo_rows
from bench.criteo_rows import generate
from bench.planted.quality import auc

SHA256 = "9bb3454efad00cabc835cd559244f211bda3d736b584698e7a3ce6520a8a0668"


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    folder = tmp_path_factory.mktemp("log")
    facts = generate(20_000, 7, folder / "log", truth=folder / "truth")
    return folder, facts


def test_the_bytes_are_those_that_published_figures_are_of(log):
    folder, facts = log
    contents = (folder / "log").read_bytes()
    assert hashlib.sha256(contents).hexdigest() == SHA256
    assert facts["bytes"] == len(contents)
    assert facts["rows"] == contents.count(b"\n") == 20_000


def test_every_line_has_the_forty_columns(log):
    lines = (log[0] / "log").read_bytes().splitlines()
    assert {line.count(b"\t") for line in lines} == {log[1]["columns"] - 1}


def test_a_shorter_log_is_the_beginning_of_a_longer_one(log, tmp_path):
    generate(17_000, 7, tmp_path / "short")
    short = (tmp_path / "short").read_bytes()
    assert (log[0] / "log").read_bytes().startswith(short)


def test_without_labels_the_lines_are_the_same_less_the_first_field(log, tmp_path):
    facts = generate(100, 7, tmp_path / "test", labelled=False)
    labelled = (log[0] / "log").read_bytes().splitlines()[:100]
    unlabelled = (tmp_path / "test").read_bytes().splitlines()
    assert [line.split(b"\t", 1)[1] for line in labelled] == unlabelled
    assert facts["columns"] == 39


def test_the_truth_gives_the_auc_that_is_reported(log):
    folder, facts = log
    truth = np.loadtxt(folder / "truth")
    assert auc(truth[:, 1], truth[:, 0] == 1) == pytest.approx(
        facts["bayes_auc"], abs=1e-5
    )
    assert 0.77 < facts["bayes_auc"] < 0.79
    assert facts["additive_auc"] < facts["bayes_auc"] - 0.02
    assert facts["bayes_logloss"] < facts["base_logloss"]


def test_a_log_that_is_not_finished_does_not_appear(monkeypatch, tmp_path):
    def fail(*_):
        raise OSError("no space left")

    monkeypatch.setattr(criteo_rows, "encode", fail)
    with pytest.raises(OSError, match="no space left"):
        generate(100, 7, tmp_path / "log")
    assert list(tmp_path.iterdir()) == []


def test_the_command_line_prints_the_facts_as_json(tmp_path, capsys):
    out = str(tmp_path / "log")
    criteo_rows.main(["--rows", "100", "--seed", "7", "--out", out, "--test"])
    assert json.loads(capsys.readouterr().out)["rows"] == 100


def test_flat_tails_have_more_different_values_in_the_same_columns(log, tmp_path):
    facts = generate(20_000, 7, tmp_path / "flat", flat_tails=True)
    assert facts["columns"] == log[1]["columns"]

    def different(path):
        rows = (line.split(b"\t") for line in path.read_bytes().splitlines())
        return [len(set(column)) for column in zip(*rows, strict=True)]

    flat, fitted = different(tmp_path / "flat"), different(log[0] / "log")
    assert sum(flat) > 1.5 * sum(fitted)
    assert flat[:14] == fitted[:14]


def test_no_rows_is_a_usage_error(tmp_path, capsys):
    with pytest.raises(SystemExit) as stopped:
        criteo_rows.main(["--rows", "0", "--out", str(tmp_path / "log")])
    assert stopped.value.code == 2
    assert "invalid number of rows from 1 value: '0'" in capsys.readouterr().err
