import json
import shutil
import subprocess
import sys

import pytest
from rich.console import Console

from trainer.compare import html, runs, terminal
from trainer.contract.errors import ContractError, InputError


@pytest.fixture
def pair(golden_run, tmp_path):
    """The golden run, and one that another rate and a worse AUC are put into."""
    other = tmp_path / "[bold]<b>other"
    other.mkdir()
    shutil.copytree(golden_run.job / "logs", other / "logs")
    changed = json.loads((golden_run.job / "metrics.json").read_bytes())
    changed["auc"] = changed["auc"] / 2
    changed["identity"]["--learning-rate"] = 0.5
    changed["identity"]["--hidden-units"] = [8]
    (other / "metrics.json").write_text(json.dumps(changed))
    return [golden_run.job, other]


def edited(job, change):
    path = job / "metrics.json"
    document = json.loads(path.read_bytes())
    change(document)
    path.write_text(json.dumps(document))


def test_what_differs_is_flags_and_the_better_figure_is_known(pair):
    found = runs.read(pair, different_data=False)
    assert runs.differing(found) == {
        "--learning-rate": [0.1, 0.5],
        "--hidden-units": [[8, 8], [8]],
    }
    assert runs.best(found, "auc") == 0
    assert [step for step, _ in found[1].curves["evaluate_logloss"]] == [4, 8]


def test_runs_stand_side_by_side_on_a_terminal(pair):
    console = Console(width=400, highlight=False)
    with console.capture() as shown:
        terminal.show(runs.read(pair, False), console)
    lines = shown.get().splitlines()
    assert lines[0].split() == [str(path) for path in pair]
    auc = json.loads((pair[0] / "metrics.json").read_bytes())["auc"]
    assert lines[1].split() == ["auc", f"{auc:.5f}", f"{auc / 2:.5f}"]
    assert lines[2].count(" – ") == 2
    assert lines[-2].split() == ["--learning-rate", "0.1", "0.5"]
    assert lines[-1].split() == ["--hidden-units", "8,8", "8"]


def test_a_page_has_the_runs_names_as_text(pair):
    page = html.page(runs.read(pair, False)).decode()
    assert "[bold]&lt;b&gt;other" in page
    assert "<b>other" not in page
    assert page.count("<svg xmlns:xlink") == 3
    assert "<script" not in page


def test_other_evaluate_rows_are_refused_by_name_unless_they_are_asked_for(pair):
    first = json.loads((pair[0] / "metrics.json").read_bytes())
    digest = first["identity"]["evaluate data"]
    edited(pair[1], lambda d: d["identity"].update({"evaluate data": "0" * 64}))
    with pytest.raises(ContractError) as error:
        runs.read(pair, different_data=False)
    assert str(error.value) == (
        f"{pair[1]}: expected the evaluate rows of {pair[0]} (13 rows, {digest}), "
        f"received others (13 rows, {'0' * 64}) (--different-data takes them)"
    )
    assert len(runs.read(pair, different_data=True)) == 2


def test_as_many_rows_of_the_same_data_are_needed(pair):
    edited(pair[1], lambda d: d.update(rows=8))
    with pytest.raises(ContractError, match=r"received others \(8 rows"):
        runs.read(pair, different_data=False)


def test_a_folder_without_figures_is_named(pair, tmp_path):
    path = tmp_path / "none"
    with pytest.raises(InputError) as error:
        runs.read([pair[0], path], False)
    expected = f"{path}/metrics.json: expected the figures of a run, received"
    assert str(error.value) == f"{expected} no such file"
    edited(pair[1], lambda d: d.pop("identity"))
    with pytest.raises(InputError, match="received none called identity$"):
        runs.read(pair, False)


def test_the_command_line_prints_and_writes_and_answers_for_one_run(pair, tmp_path):
    command = [sys.executable, "-m", "trainer.compare"]
    page = tmp_path / "page.html"
    done = subprocess.run(
        [*command, *pair, f"--html={page}"], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "--learning-rate" in done.stdout
    assert page.read_text().startswith("<!DOCTYPE html>")
    alone = subprocess.run([*command, pair[0]], capture_output=True, text=True)
    assert alone.returncode == 2
    assert f"expected two runs or more, received {pair[0]}" in alone.stderr
