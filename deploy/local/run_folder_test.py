import pytest

from deploy.local.run_folder import RunFolder
from trainer.contract.errors import ForeignOutputError, InputError


@pytest.fixture
def folder(tmp_path):
    return RunFolder(tmp_path / "run")


def test_a_new_folder_is_made_and_taken_again(folder):
    folder.claim([])
    (folder.data / "train.tsv").write_text("1\n")
    folder.claim([])
    assert (folder.data / "train.tsv").read_text() == "1\n"


def test_an_empty_folder_is_taken(folder):
    folder.root.mkdir()
    folder.claim([])


@pytest.mark.parametrize("mark", [None, "{}", "no json"])
def test_a_folder_with_other_files_is_refused_and_not_touched(folder, mark):
    folder.root.mkdir()
    (folder.root / "thesis.txt").write_text("years of work")
    if mark is not None:
        (folder.root / "_RUN.json").write_text(mark)
    before = sorted(folder.root.iterdir())
    with pytest.raises(ForeignOutputError) as refused:
        folder.claim([])
    assert str(refused.value) == (
        f"OUT={folder.root}: expected an empty folder or one of an earlier run "
        "(with _RUN.json), received other files"
    )
    assert sorted(folder.root.iterdir()) == before


def test_a_file_is_refused(folder):
    folder.root.write_text("a file")
    with pytest.raises(ForeignOutputError, match="expected a folder, not a file"):
        folder.claim([])


def test_a_folder_around_an_input_is_refused(folder, tmp_path):
    log = tmp_path / "run" / "log.tsv"
    with pytest.raises(ForeignOutputError, match="apart from the input"):
        folder.claim([log])
    assert not folder.root.exists()


def test_the_newest_export_is_the_complete_one_with_the_highest_number(folder):
    exports = folder.job / "export" / "Servo"
    for name in ("9", "10", "11", "temporary-12"):
        (exports / name).mkdir(parents=True)
        if name != "11":
            (exports / name / "_MANIFEST.json").write_text("{}")
    assert folder.newest_export() == exports / "10"


def test_without_an_export_the_message_says_where_it_was_looked_for(folder):
    with pytest.raises(InputError) as refused:
        folder.newest_export()
    assert str(refused.value) == (
        f"{folder.job}/export/Servo: expected an exported model, received none"
    )
