import json
import sys

import numpy as np
import pytest

from bench.quality.contestants import LIGHTGBM, Contestants
from bench.quality.planted_rows import PlantedRows
from trainer.contract.errors import InputError


@pytest.fixture
def contestants(tmp_path):
    rows = PlantedRows(tmp_path / "train", tmp_path / "evaluate", 0.7)
    columns = tmp_path / "columns"
    (columns / "evaluate").mkdir(parents=True)
    np.save(columns / "evaluate" / "label.npy", np.float32([0, 1]))
    return Contestants(tmp_path, rows, columns, tmp_path / "no" / "python")


def test_an_auc_that_is_there_is_taken(contestants, tmp_path):
    (tmp_path / "aucs").mkdir()
    (tmp_path / "aucs" / "linear-epochs=1-7.json").write_text("0.625")
    assert contestants.ours("linear", 7, "--epochs=1") == 0.625


def test_one_that_fails_is_named_with_what_it_said(contestants, tmp_path):
    with pytest.raises(InputError) as error:
        contestants.ours("linear", 0, "--epoch=1")
    first, *_, last = str(error.value).splitlines()
    assert first == "linear-epoch=1-0 failed: 2"
    assert 'unknown flag "--epoch"' in last
    # It is not taken for measured.
    assert not list((tmp_path / "aucs").glob("*"))


def test_a_python_that_is_not_there_is_named(contestants, tmp_path):
    with pytest.raises(InputError) as error:
        contestants.peer(LIGHTGBM, 0)
    expected = f"{tmp_path}/no/python: expected a Python, received nothing"
    assert str(error.value) == expected


def test_the_scores_of_a_peer_become_its_auc(contestants, tmp_path, monkeypatch):
    program = tmp_path / "python"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nimport numpy as np\n"
        "np.save(sys.argv[4], np.float32([[0.1], [0.9]]))\n"
    )
    program.chmod(0o755)
    object.__setattr__(contestants, "python", program)
    assert contestants.peer(LIGHTGBM, 3) == 1.0
    kept = tmp_path / "aucs" / f"{LIGHTGBM}-3.json"
    assert json.loads(kept.read_bytes()) == 1.0
