import subprocess

import pytest

from deploy.local import class_archive, spark_submit


@pytest.fixture
def archive(monkeypatch, tmp_path):
    path = tmp_path / "classes.jsa"
    for module in (spark_submit, class_archive):
        monkeypatch.setattr(module, "ARCHIVE", path)
    return path


def java_options() -> str:
    command = spark_submit.spark_submit("2g")
    return command[command.index("--driver-java-options") + 1]


def test_the_jvm_maps_the_archive_where_there_is_one(archive):
    assert "jsa" not in java_options()
    archive.touch()
    assert f"-XX:SharedArchiveFile={archive} -Xshare:auto" in java_options()


def test_an_archive_that_cannot_be_made_is_told_of_and_left_empty(
    archive, monkeypatch, capsys
):
    def fail(command, **_):
        assert f"-XX:ArchiveClassesAtExit={archive}" in " ".join(command)
        return subprocess.CompletedProcess(command, 1, "", "no such option")

    archive.write_text("of another JVM")
    monkeypatch.setattr(subprocess, "run", fail)
    assert class_archive.main() == 0
    assert archive.read_bytes() == b""
    assert capsys.readouterr().err == (
        "setup: no archive of Spark's classes was made\nno such option\n"
    )
