"""The program `sparky`: its commands, its exit codes, what it says of a mistake."""

import shutil
import sys

import pytest

from trainer import sparky
from trainer.golden_dataset import RECORDS


@pytest.fixture
def run(monkeypatch, capsys):
    """Runs a command line; returns exit code, stdout and stderr."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["sparky", *map(str, arguments)])
        with pytest.raises(SystemExit) as caught:
            sparky.main()
        return caught.value.code, *capsys.readouterr()

    return call


def test_head_prints_the_first_rows(run, golden):
    first = "r-01\t1\t0\t0.5\texample.org\t7\t1\n"
    assert run("head", golden.train, "-n", 1) == (0, first, "")


def test_head_prints_ten_rows_by_default(run, golden):
    code, out, _ = run("head", golden.predict)
    assert (code, out.count("\n")) == (0, 10)


def test_verify_passes_good_outputs(run, golden):
    code, out, err = run("verify", golden.train, golden.artifacts)
    assert (code, err) == (0, "")
    assert out.count(": verified\n") == 7


def test_verify_names_the_damage_of_each_output(run, golden, tmp_path):
    copies = [shutil.copytree(golden.train, tmp_path / name) for name in "ab"]
    for copy in copies:
        (copy / RECORDS).unlink()
    code, out, err = run("verify", *copies, golden.train)
    damages = [
        f"{copy / RECORDS}: expected 748 bytes, received no such file\n"
        for copy in copies
    ]
    first = "sparky: 2 of 3 outputs are not what their manifest says\n"
    assert (code, err) == (4, "".join([first, *damages]))
    assert out.endswith(
        f"{golden.train}: train of run {'0' * 8}-0000-4000-8000-{'0' * 12}: verified\n"
    )


def test_an_output_without_a_manifest_does_not_end_the_check_of_the_others(
    run, golden, tmp_path
):
    code, out, err = run("verify", tmp_path, golden.train)
    assert code == 4
    assert "sparky: 1 of 2 outputs are not what their manifest says\n" in err
    assert f"{tmp_path}/_MANIFEST.json: expected a manifest" in err
    assert out.count(": verified\n") == 4


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["heads", "x"], 'unknown command "heads", did you mean "head"?'),
        (["show"], 'unknown command "show"'),
        ([], "expected a command"),
    ],
)
def test_an_unknown_command_is_refused_with_the_known_ones(run, given, message):
    code, out, err = run(*given)
    assert (code, out) == (2, "")
    assert err.startswith(f"sparky: {message}\nusage: sparky COMMAND …\n")
    assert "  verify   Checks outputs against their manifests.\n" in err


def test_an_unknown_flag_is_refused_with_the_nearest(run):
    expected = 'unknown flag "--artifact", did you mean "--artifacts"?'
    message = f"sparky: {expected} (see sparky head --help)\n"
    assert run("head", "x", "--artifact", "y") == (2, "", message)


@pytest.mark.parametrize("rows", ["-1", "x", "1.5"])
def test_a_number_of_rows_is_an_integer_from_0(run, rows):
    message = f"argument -n: expected an integer from 0, received {rows}"
    expected = f"sparky: {message} (see sparky head --help)\n"
    assert run("head", "x", "-n", rows) == (2, "", expected)


def test_the_help_names_every_command(run):
    code, out, err = run("--help")
    assert (code, err) == (0, "")
    assert "  head     Prints the first rows of an output.\n" in out
