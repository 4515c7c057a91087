"""The edge of a program: its message, its exit code, its unknown flags."""

import errno
import subprocess
import sys

import pytest

from trainer.contract import errors
from trainer.contract.arguments import Arguments
from trainer.contract.errors import UsageError, exit_with


def raising(error):
    def main():
        raise error

    return main


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.UsageError, 2),
        (errors.InputError, 3),
        (errors.ContractError, 4),
        (errors.DivergedError, 5),
        (errors.ForeignOutputError, 6),
    ],
)
def test_an_error_is_one_line_and_its_exit_code(capsys, kind, code):
    assert exit_with("program", raising(kind("what"))) == code
    assert capsys.readouterr().err == "program: what\n"


def test_a_program_that_ends_well_answers_0(capsys):
    assert exit_with("program", lambda: print("done")) == 0
    assert capsys.readouterr() == ("done\n", "")


def test_an_error_of_the_system_names_its_file(capsys):
    error = OSError(errno.ENOSPC, "No space left on device", "out/part")
    assert exit_with("program", raising(error)) == 3
    assert capsys.readouterr().err == "program: out/part: No space left on device\n"


def test_a_mistake_of_our_own_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        exit_with("program", lambda: print(1 // 0))


def test_a_reader_that_has_seen_enough_is_no_error():
    code = (
        "import sys; from trainer.contract.errors import exit_with; "
        "sys.exit(exit_with('p', lambda: [print('x' * 99) for _ in range(9999)]))"
    )
    command = [sys.executable, "-c", code]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe) as process:
        process.stdout.readline()
        process.stdout.close()
        assert (process.wait(), process.stderr.read()) == (0, b"")


@pytest.fixture
def arguments():
    parser = Arguments("program", "Does it.")
    parser.add_argument("--batch-size", type=int, default=7, help="rows")
    parser.add_argument("--model", required=True, help="export")
    return parser


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["--modl", "m"], 'unknown flag "--modl", did you mean "--model"?'),
        (["--colour=1"], 'unknown flag "--colour"'),
        (["--mode", "m"], 'unknown flag "--mode", did you mean "--model"?'),
        (["--model", "m", "x"], 'unexpected argument "x"'),
        (["--model", "m", "-q"], 'unknown flag "-q"'),
        ([], "the following arguments are required: --model"),
        (["--model"], "argument --model: expected one argument"),
        (
            ["--model", "m", "--batch-size", "x"],
            "argument --batch-size: invalid int value: 'x'",
        ),
    ],
)  # fmt: skip
def test_a_mistyped_command_line_is_refused_in_words(arguments, given, message):
    with pytest.raises(UsageError) as caught:
        arguments.parse_args(given)
    assert str(caught.value) == f"{message} (see program --help)"
    assert caught.value.exit_code == 2


def test_a_value_may_be_negative(arguments):
    parsed = arguments.parse_args(["--model", "m", "--batch-size", "-1"])
    assert (parsed.model, parsed.batch_size) == ("m", -1)


def test_the_help_shows_every_default(arguments):
    assert "rows (default: 7)" in arguments.format_help()
    assert "export (default" not in arguments.format_help()
