import json
import os
import signal
import subprocess
import sys
import time

import pytest

from trainer.contract.errors import (
    ContractError,
    DivergedError,
    ForeignOutputError,
    UsageError,
)
from trainer.report.run_report_test import parsed
from trainer.termination import TerminatedError
from trainer.tune import __main__ as command
from trainer.tune import folder
from trainer.tune.pretended_task import SEARCH, TASK, logloss
from trainer.tune.search import Search

MOST_SECONDS = 120


@pytest.fixture(autouse=True)
def handler():
    """What listens to SIGTERM in this process, whatever a search has put there."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def flags(golden, tmp_path):
    def of(space, *own, behind=()):
        path = tmp_path / "space.json"
        path.write_text(json.dumps(space))
        data = (f"--train-dir={golden.train}", f"--eval-dir={golden.evaluate}")
        folders = (f"--tune-dir={tmp_path / 'tune'}", f"--space={path}")
        return [*folders, *own, "--", *data, *behind]

    return of


RATES = {"learning-rate": {"log": [0.001, 1.0]}}


def document(folder):
    return json.loads((folder / "tune" / "tune.json").read_bytes())


def without_times(trials):
    return [{**trial, "seconds": None} for trial in trials]


def test_a_search_leaves_all_trials_and_what_trains_the_best(flags, tmp_path, capsys):
    space = {**RATES, "batch-size": {"choice": [1024, 3]}}
    command.main(flags(space, "--trials=5", behind=["--epochs=2"]), TASK)
    found = document(tmp_path)
    default, *others = found["trials"]
    assert default["settings"] == {"learning-rate": 0.1, "batch-size": 1024}
    assert default["logloss"] == pytest.approx(logloss(0.1, 2))
    assert default["epochs"] == pytest.approx([logloss(0.1, 1), logloss(0.1, 2)])
    assert found["default"] == default
    failed = [trial for trial in others if trial["settings"]["batch-size"] == 3]
    assert failed, found
    for trial in failed:
        expected = "trainer.task: step 1: expected a finite loss, received nan"
        assert (trial["state"], trial["exit_code"]) == ("failed", 5)
        assert trial["message"] == expected
    complete = [trial for trial in found["trials"] if trial["state"] == "complete"]
    best = min(complete, key=lambda trial: trial["logloss"])
    assert (
        found["best"]
        .pop("command")
        .endswith(
            f"--learning-rate={best['settings']['learning-rate']} --batch-size=1024"
        )
    )
    assert found["best"] == best
    assert found["counts"]["failed"] == len(failed)
    printed = capsys.readouterr().out
    assert "trial 0 of 5: logloss 0.60500 after 2 epochs, " in printed
    assert f"the best {best['logloss']:.5f} (trial {best['number']})" in printed
    # Of all trials, the default and the best can still be evaluated.
    left = [n for n in range(5) if (tmp_path / f"tune/trials/{n}/checkpoints").exists()]
    assert left == sorted({0, best["number"]})


def test_a_finished_search_goes_on_where_more_trials_are_asked_for(flags, tmp_path):
    command.main(flags(RATES, "--trials=1", behind=["--epochs=1"]), TASK)
    command.main(flags(RATES, "--trials=2", behind=["--epochs=1"]), TASK)
    states = [trial["state"] for trial in document(tmp_path)["trials"]]
    assert states == ["complete"] * 2


def started(arguments):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, "-c", SEARCH, *arguments], **pipes)


def wait_for(seen, process):
    until = time.monotonic() + MOST_SECONDS
    while not seen() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    assert seen()


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGKILL, -9), (signal.SIGTERM, 143)]
)
def test_a_search_that_is_ended_goes_on_and_finds_the_same(
    flags, tmp_path, number, code
):
    # Of 0.2 s an epoch.
    slow = {**RATES, "batch-size": {"choice": [5, 6]}}
    arguments = flags(slow, "--trials=2", behind=["--epochs=4"])
    search = started(arguments)
    reports = tmp_path / "tune" / "trials" / "1.metrics"
    wait_for(reports.exists, search)
    search.send_signal(number)
    _, said = search.communicate(timeout=MOST_SECONDS)
    assert search.returncode == code, said
    if code == 143:
        expected = "trainer.tune: stopped by SIGTERM; the same command line goes on"
        assert said.splitlines()[-1] == expected
    assert not (tmp_path / "tune" / "report.html").exists()
    command.main(arguments, TASK)
    disturbed = document(tmp_path)["trials"]
    assert [trial["state"] for trial in disturbed] == ["complete"] * 2
    os.rename(tmp_path / "tune", tmp_path / "disturbed")
    command.main(arguments, TASK)
    assert without_times(document(tmp_path)["trials"]) == without_times(disturbed)
    # It took up its own folder, and what it had done there.
    said = (tmp_path / "disturbed" / "trials" / "1.metrics").read_text()
    assert len(said.splitlines()) <= 6


def test_trials_side_by_side_have_cores_of_their_own(flags, tmp_path, monkeypatch):
    seen = []
    start = Search._start

    def watched(search, trial):
        start(search, trial)
        process = search._active[-1].process._process
        seen.append((len(search._active), os.sched_getaffinity(process.pid)))

    monkeypatch.setattr(Search, "_start", watched)
    space = {**RATES, "batch-size": {"choice": [5, 6]}}
    command.main(
        flags(space, "--trials=3", "--parallel=2", behind=["--epochs=1"]), TASK
    )
    # Both may have ended before the third is started.
    assert [active for active, _ in seen][:2] == [1, 2]
    if len(os.sched_getaffinity(0)) > 1:
        assert not seen[0][1] & seen[1][1]
    assert len(document(tmp_path)["trials"]) == 3


def test_a_search_ends_where_the_first_trials_fail_for_what_all_have(flags, tmp_path):
    with pytest.raises(ContractError) as error:
        command.main(flags(RATES, "--trials=9", behind=["--batch-size=4"]), TASK)
    assert str(error.value) == (
        "the first 3 trials have failed alike (exit 4): trainer.task: "
        f"{tmp_path}/tune/trials/2: expected other data"
    ).replace(f"{tmp_path}/tune/trials/2", "…")
    assert len(document(tmp_path)["trials"]) == 3


def test_a_search_without_a_complete_trial_ends_as_the_first_of_them(flags, tmp_path):
    with pytest.raises(DivergedError) as error:
        command.main(flags(RATES, "--trials=2", behind=["--batch-size=3"]), TASK)
    assert str(error.value) == (
        f"{tmp_path}/tune: expected a complete trial, received none of 2; the first "
        "(exit 5): trainer.task: step 1: expected a finite loss, received nan"
    )
    assert "Too few trials are complete." in (tmp_path / "tune/report.html").read_text()
    assert document(tmp_path)["best"] is None


def test_another_space_in_the_same_folder_is_refused_by_name(flags, tmp_path):
    command.main(flags(RATES, "--trials=1", behind=["--epochs=1"]), TASK)
    other = flags({"learning-rate": {"log": [0.001, 2.0]}}, behind=["--epochs=2"])
    with pytest.raises(ContractError) as error:
        command.main(other, TASK)
    assert str(error.value) == (
        f"{tmp_path}/tune/study.db: --epochs: expected 1, received 2; "
        '--learning-rate: expected {"log":[0.001,1.0]}, received {"log":[0.001,2.0]} '
        "(another search takes another folder)"
    )


def test_two_searches_do_not_go_on_in_one_folder(flags, tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "WAIT_SECONDS", 0.1)
    held = folder.SearchFolder(tmp_path / "tune", [])
    with pytest.raises(ForeignOutputError) as error:
        command.main(flags(RATES), TASK)
    os.close(held.lock)
    assert str(error.value) == (
        f"{tmp_path}/tune: expected a folder where no other search goes on, "
        "waited 0.1 s for its end"
    )


def test_what_is_wrong_with_the_command_line_is_told_before_anything_is_made(
    flags, tmp_path
):
    with pytest.raises(UsageError, match="required: --space "):
        command.main(["--tune-dir", str(tmp_path / "tune")], TASK)
    with pytest.raises(ContractError, match="no such file"):
        command.main(flags(RATES, behind=["--eval-dir=nowhere"]), TASK)
    assert not (tmp_path / "tune").exists()


def test_a_trial_that_somebody_else_stops_goes_on(flags, tmp_path, monkeypatch):
    killed = []
    look = Search._look

    def stopped_once(search, active):
        reports = tmp_path / "tune" / "trials" / "0.metrics"
        if not killed and reports.exists():
            killed.append(active.process._process.pid)
            os.kill(killed[0], signal.SIGTERM)
        look(search, active)

    monkeypatch.setattr(Search, "_look", stopped_once)
    space = {**RATES, "dense-learning-rate": {"log": [0.001, 1.0]}}
    slow = ["--batch-size=5", "--epochs=3"]
    command.main(flags(space, "--trials=1", behind=slow), TASK)
    assert killed
    (trial,) = document(tmp_path)["trials"]
    assert (trial["state"], len(trial["epochs"])) == ("complete", 3)
    said = (tmp_path / "tune" / "trials" / "0.err").read_text()
    assert said == "trainer.task: stopped by SIGTERM\n"
    assert TerminatedError.exit_code == 143


def test_the_trials_are_runs_of_the_trainer(flags, tmp_path, golden_run, capsys):
    space = {"learning-rate": {"log": [0.01, 0.1]}}
    small = golden_run.flags[2:]
    command.main(flags(space, "--trials=2", behind=small))
    default, other = document(tmp_path)["trials"]
    assert default["logloss"] == pytest.approx(golden_run.metrics["logloss"], rel=1e-5)
    assert other["state"] == "complete"
    job = tmp_path / "tune" / "trials" / "1"
    metrics = json.loads((job / "metrics.json").read_bytes())
    assert other["logloss"] == metrics["logloss"] == min(other["epochs"])
    rate = other["settings"]["learning-rate"]
    assert metrics["identity"]["--learning-rate"] == rate
    # A line for every epoch, then one for the weights that the run went back to.
    said = (tmp_path / "tune" / "trials" / "1.metrics").read_text().splitlines()
    steps = [int(json.loads(line)["global_step"]) for line in said]
    assert len(steps) == len(other["epochs"]) + 1
    assert steps[-1] == metrics["steps"]
    assert steps[-1] in steps[:-1]
    assert "trial 1 of 2: logloss" in capsys.readouterr().out
    page = parsed((tmp_path / "tune" / "report.html").read_text())
    assert page.tags.isdisjoint({"script", "img", "link"})
    text = " ".join(" ".join(page.text).split())
    for what in ("2 trials", "History", "best so far", f"{rate:.4g}", "PED-ANOVA"):
        assert what in text
