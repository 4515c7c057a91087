"""The command line of the batch: what it prints, what it answers, what it refuses."""

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager

import pytest

from serving import batch
from serving.progress import rows_progress
from trainer.contract import manifest as manifests
from trainer.contract.errors import UsageError
from trainer.contract.manifest import MANIFEST


def run(*arguments):
    command = [sys.executable, "-m", "serving.batch", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_program_ends_with_what_it_came_to(exported, golden, tmp_path):
    out = tmp_path / "out"
    pattern = golden.predict / "part-*"
    done = run("--model", exported, "--in", pattern, "--out", out)
    assert (done.returncode, done.stderr) == (0, "")
    figures = r"13 rows, 0 errors, \d+\.\d s, [\d,]+ rows/s\n"
    assert re.fullmatch(re.escape(f"{out}: ") + figures, done.stdout)
    assert manifests.read(out).counts.written == 13


@pytest.fixture
def sigterm():
    """Puts the handler of SIGTERM back."""
    handler = signal.getsignal(signal.SIGTERM)
    yield signal.SIGTERM
    signal.signal(signal.SIGTERM, handler)


@pytest.fixture
def given(exported, golden, tmp_path):
    """A command line that is right."""
    model = ["--model", str(exported), "--in", str(golden.predict)]
    return [*model, "--out", str(tmp_path / "out")]


def test_a_batch_that_is_asked_to_stop_leaves_no_manifest(
    given, tmp_path, monkeypatch, capsys, sigterm
):
    def write(shard, lines):
        os.kill(os.getpid(), sigterm)

    monkeypatch.setattr("serving.shard.Shard.write", write)
    monkeypatch.setattr(sys, "argv", ["serving.batch", *given])
    with pytest.raises(SystemExit) as caught:
        batch.main()
    assert caught.value.code == 143
    assert capsys.readouterr().err == "serving.batch: stopped by SIGTERM\n"
    assert not (tmp_path / "out" / MANIFEST).exists()


def test_the_progress_reaches_the_number_of_lines(given, monkeypatch, sigterm):
    totals, rows = [], []

    @contextmanager
    def progress(what, total):
        totals.append((what, total))
        yield rows.append

    monkeypatch.setattr(batch, "rows_progress", progress)
    batch.run(batch.parse([*given, "--batch-size", "5"]))
    assert totals == [("predict", 13)]
    assert [count for count in rows if count] == [5, 5, 3]


def test_a_bar_is_shown_on_a_terminal_alone(monkeypatch, capsys):
    for terminal in ("0", "1"):
        monkeypatch.setenv("FORCE_COLOR", terminal if terminal == "1" else "")
        with rows_progress("predict", 4) as advance:
            advance(4)
        shown = capsys.readouterr().err
        assert ("4/4" in shown) == (terminal == "1")


def test_an_unknown_flag_is_refused_before_anything_is_loaded():
    done = run("--modle", "m")
    expected = 'unknown flag "--modle", did you mean "--model"?'
    message = f"serving.batch: {expected} (see serving.batch --help)\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", message)


@pytest.mark.parametrize("size", ["0", "-1", "x"])
def test_a_batch_has_at_least_one_row(size):
    given = ["--model", "m", "--in", "i", "--out", "o", "--batch-size", size]
    with pytest.raises(UsageError) as caught:
        batch.parse(given)
    expected = f"argument --batch-size: expected an integer from 1, received {size}"
    assert str(caught.value) == f"{expected} (see serving.batch --help)"


def test_by_default_4096_rows_are_scored_at_once():
    parsed = batch.parse(["--model", "m", "--in", "i", "--out", "o"])
    assert parsed.batch_size == 4096


def test_every_refusal_has_its_exit_code(tmp_path, monkeypatch, capsys, sigterm):
    (tmp_path / "mine").mkdir()
    for pattern, code in ((tmp_path / "none-*", 3), (tmp_path / "mine", 4)):
        given = ["p", "--model", "m", "--in", str(pattern), "--out", "o"]
        monkeypatch.setattr(sys, "argv", given)
        with pytest.raises(SystemExit) as caught:
            batch.main()
        assert caught.value.code == code
        assert capsys.readouterr().err.startswith(f"serving.batch: {pattern}")
