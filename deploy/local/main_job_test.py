import sys

import pytest

from deploy.local import main_job
from deploy.local.stages import DEFAULT_SCHEMA
from trainer.contract.errors import exit_with


@pytest.fixture
def job(monkeypatch, capfd):
    def run(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr(main_job, "stop_on_sigterm", lambda: None)
        monkeypatch.setattr(sys, "argv", ["main_job", *map(str, arguments)])
        code = exit_with("main_job", main_job.main)
        return code, capfd.readouterr().err

    return run


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "--row", "3"], 'unknown flag "--row", did you mean "--rows"?'),
        (
            ["run", "--rows", "0"],
            "argument --rows: expected an integer from 1, received 0",
        ),
        (["run", "--eval", "log"], "expected DATA where EVAL or PREDICT is given"),
    ],
)
def test_a_wrong_command_line_is_a_usage_error(job, tmp_path, arguments, message):
    code, said = job(*arguments, "--out", tmp_path / "run")
    assert (code, message in said) == (2, True), said
    assert not (tmp_path / "run").exists()


def test_an_absent_log_is_an_input_error_and_makes_no_folder(job, tmp_path):
    code, said = job("run", "--out", tmp_path / "run", "--data", tmp_path / "none")
    assert said == (
        f"main_job: DATA={tmp_path}/none: expected at least one file, received none\n"
    )
    assert code == 3
    assert not (tmp_path / "run").exists()


def test_an_absent_schema_is_an_input_error(job, tmp_path):
    code, said = job("run", "--out", tmp_path / "run", "--schema", tmp_path / "none")
    assert (code, said) == (
        3,
        f"main_job: {tmp_path}/none: No such file or directory\n",
    )


def test_a_damaged_schema_is_a_contract_error(job, tmp_path):
    schema = tmp_path / "schema.json"
    schema.write_text(DEFAULT_SCHEMA.read_text().replace('"min_count"', '"mincount"'))
    code, said = job("run", "--out", tmp_path / "run", "--schema", schema)
    assert code == 4
    assert said.startswith(f"main_job: {schema}: ")


@pytest.mark.parametrize("verb", ["run", "prepare", "train", "predict"])
def test_an_output_that_is_not_ours_is_refused_and_not_touched(job, tmp_path, verb):
    (tmp_path / "thesis.txt").write_text("years of work")
    code, said = job(verb, "--out", tmp_path)
    assert code == 6
    assert f"OUT={tmp_path}: expected an empty folder" in said
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_predicting_before_training_says_what_is_missing(job, tmp_path):
    code, said = job("predict", "--out", tmp_path / "run")
    assert code == 3
    assert "expected an exported model, received none" in said
