"""The command line of the batch: what it prints, what it answers, what it refuses."""

import re
import subprocess
import sys

import pytest

from serving import batch
from trainer.contract import manifest as manifests
from trainer.contract.errors import UsageError


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


def test_the_progress_reaches_the_number_of_lines(exported, golden, tmp_path, capsys):
    arguments = ["--model", str(exported), "--in", str(golden.predict)]
    batch.run(batch.parse([*arguments, "--out", str(tmp_path / "out")]))
    assert ": 13 rows, 0 errors, " in capsys.readouterr().out


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


def test_every_refusal_has_its_exit_code(golden, tmp_path, monkeypatch, capsys):
    (tmp_path / "mine").mkdir()
    for pattern, code in ((tmp_path / "none-*", 3), (tmp_path / "mine", 4)):
        given = ["p", "--model", "m", "--in", str(pattern), "--out", "o"]
        monkeypatch.setattr(sys, "argv", given)
        with pytest.raises(SystemExit) as caught:
            batch.main()
        assert caught.value.code == code
        assert capsys.readouterr().err.startswith(f"serving.batch: {pattern}")
