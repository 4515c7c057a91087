from pathlib import Path

import pytest

from deploy.local.data import Request, provide
from deploy.local.run_folder import RunFolder
from deploy.local.stages import DEFAULT_SCHEMA
from trainer.contract import schema as schemas
from trainer.contract.errors import InputError, UsageError

SCHEMA = schemas.load(DEFAULT_SCHEMA)


@pytest.fixture
def folder(tmp_path):
    folder = RunFolder(tmp_path / "run")
    folder.claim([])
    return folder


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log"
    path.write_text("".join(f"{n}\n" for n in range(1000)))
    return path


def lines(rows, mode):
    return Path(rows.globs[mode]).read_bytes().splitlines()


def test_without_logs_rows_are_generated_in_the_shares_of_a_run(folder):
    rows = provide(Request(2000), folder, SCHEMA)
    assert [len(lines(rows, mode)) for mode in rows.globs] == [2000, 400, 100]
    assert 0.6 < rows.bayes_auc < 0.9
    assert [lines(rows, m)[0].count(b"\t") for m in rows.globs] == [39, 39, 38]
    assert rows.sizes["train"] == folder.rows("train").stat().st_size


def test_the_generated_sets_are_of_different_seeds(folder):
    rows = provide(Request(2000), folder, SCHEMA)
    assert lines(rows, "train")[0] != lines(rows, "evaluate")[0]


def test_data_alone_is_split_in_three(folder, log):
    rows = provide(Request(1, {"train": str(log)}), folder, SCHEMA)
    assert sum(len(lines(rows, mode)) for mode in rows.globs) == 1000
    assert len(lines(rows, "train")) > 700
    assert rows.bayes_auc is None


def test_logs_that_are_given_are_taken_as_they_are(folder, log):
    given = dict.fromkeys(("train", "evaluate", "predict"), str(log))
    rows = provide(Request(1, given), folder, SCHEMA)
    assert rows.globs == given
    assert rows.sizes["predict"] == log.stat().st_size
    assert list(folder.data.iterdir()) == []


def test_what_an_earlier_run_generated_is_removed(folder, log):
    folder.rows("evaluate").write_text("old")
    given = dict.fromkeys(("train", "evaluate", "predict"), str(log))
    provide(Request(1, given), folder, SCHEMA)
    assert not folder.rows("evaluate").exists()


def test_a_folder_stands_for_the_files_that_spark_sees_in_it(tmp_path, log):
    folder = tmp_path / "logs"
    folder.mkdir()
    for name in ("b", "a", "_SUCCESS", ".hidden"):
        (folder / name).write_text("1\n")
    request = Request(1, {"train": str(folder), "evaluate": f"{tmp_path}/lo[fg]"})
    assert request.files() == {"train": [folder / "a", folder / "b"], "evaluate": [log]}


def test_a_glob_without_a_file_is_refused_by_name(tmp_path):
    with pytest.raises(InputError) as refused:
        Request(1, {"train": f"{tmp_path}/*.none"}).files()
    assert str(refused.value) == (
        f"DATA={tmp_path}/*.none: expected at least one file, received none"
    )


def test_logs_to_evaluate_without_one_to_train_are_a_usage_error(log):
    with pytest.raises(UsageError, match="expected DATA where EVAL or PREDICT is"):
        Request(1, {"evaluate": str(log)}).files()
