"""The commit: kills at every step, reruns, foreign directories, overlaps, clean-up."""

import builtins
import hashlib
import json
import os
import uuid

import pytest

from trainer.contract import manifest as manifests
from trainer.contract import publish
from trainer.contract.checksums import crc32c_of
from trainer.contract.errors import ContractError, ForeignOutputError
from trainer.contract.manifest import MANIFEST, Manifest
from trainer.contract.manifest_parts import Artifacts, Counts, File
from trainer.contract.publish import CLAIM, Output


class Killed(BaseException):
    """What a test raises where the process would have ended."""


class KilledAt:
    """Ends the process before its n-th call that changes a file."""

    NAMES = ("replace", "fsync", "unlink", "mkdir", "rmdir")

    def __init__(self, monkeypatch, calls):
        self._left = calls
        for name in self.NAMES:
            monkeypatch.setattr(os, name, self._counted(getattr(os, name)))
        self._open = builtins.open
        monkeypatch.setattr(builtins, "open", self._counted_open)

    def _count(self):
        self._left -= 1
        if self._left < 0:
            raise Killed

    def _counted(self, function):
        def counted(*arguments, **keywords):
            self._count()
            return function(*arguments, **keywords)

        return counted

    def _counted_open(self, file, mode="r", *arguments, **keywords):
        if "w" in mode:
            self._count()
        return self._open(file, mode, *arguments, **keywords)


def write(directory, text):
    """Writes an output of one part and a schema that hold `text`."""
    output = Output(directory, "predictions", [])
    data = text.encode()
    output.stage("schema.json", data)
    name = f"part-00000-{output.run_id}.jsonl"
    publish.write_durably(directory / name, data)
    file = File(name, len(data), rows=1, crc32c=crc32c_of(directory / name))
    digest = hashlib.sha256(data).hexdigest()
    reference = Artifacts("a", "a" * 64)
    counts = Counts(1, 1, 0)
    output.commit(
        Manifest("predictions", output.run_id, digest, reference, (file,), counts)
    )


def read(directory):
    """Returns the text of a verified output."""
    manifest = manifests.read(directory)
    manifest.verify(directory)
    part = manifests.locate(directory, manifest.files[0].name, manifest.run_id)
    schema = manifests.locate(directory, "schema.json", manifest.run_id)
    assert part.read_text() == schema.read_text()
    return part.read_text()


def names(directory):
    paths = (path for path in directory.rglob("*") if path.is_file())
    return sorted(path.relative_to(directory).as_posix() for path in paths)


def test_a_new_output_holds_what_its_manifest_says_and_nothing_else(tmp_path):
    write(tmp_path / "out", "first")
    assert read(tmp_path / "out") == "first"
    run_id = manifests.read(tmp_path / "out").run_id
    part = f"part-00000-{run_id}.jsonl"
    assert names(tmp_path / "out") == [MANIFEST, part, "schema.json"]


def test_a_rerun_replaces_the_output_and_leaves_no_file_of_the_first(tmp_path):
    write(tmp_path, "first")
    write(tmp_path, "second")
    assert read(tmp_path) == "second"
    assert len(names(tmp_path)) == 3


@pytest.mark.parametrize("yesterday", ["yesterday", None])
def test_a_run_killed_at_any_step_leaves_yesterdays_output_or_its_own(
    tmp_path, yesterday
):
    calls, survivors = 0, []
    while True:
        directory = tmp_path / str(calls)
        if yesterday:
            write(directory, yesterday)
        with pytest.MonkeyPatch.context() as patched:
            KilledAt(patched, calls)
            try:
                write(directory, "today")
                break
            except Killed:
                pass
        survivors.append(read_or_none(directory))
        write(directory, "rerun")
        assert read(directory) == "rerun"
        assert len(names(directory)) == 3
        calls += 1
    assert calls > 15
    # One step, the replacement of the manifest, turns the one into the other.
    turn = survivors.index("today")
    assert survivors == [yesterday] * turn + ["today"] * (len(survivors) - turn)


def read_or_none(directory):
    try:
        return read(directory)
    except ContractError as error:
        assert "expected a manifest, received no such file" in str(error)
        return None


def test_a_damaged_output_is_not_committed(tmp_path):
    write(tmp_path, "yesterday")
    output = Output(tmp_path, "predictions", [])
    output.stage("schema.json", b"{}")
    file = File("part-00000-gone.jsonl", 1, rows=1, crc32c="00000000")
    reference, counts = Artifacts("a", "a" * 64), Counts(1, 1, 0)
    digest = hashlib.sha256(b"{}").hexdigest()
    manifest = Manifest(
        "predictions", output.run_id, digest, reference, (file,), counts
    )
    with pytest.raises(ContractError) as caught:
        output.commit(manifest)
    expected = "expected 1 bytes, received no such file"
    assert str(caught.value) == f"{tmp_path / file.name}: {expected}"
    assert read(tmp_path) == "yesterday"


def test_only_the_manifest_of_its_own_run_is_committed(tmp_path):
    write(tmp_path, "yesterday")
    output = Output(tmp_path, "predictions", [])
    with pytest.raises(ContractError) as caught:
        output.commit(manifests.read(tmp_path))
    message = f"{tmp_path}: expected the manifest of {output.run_id}"
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.txt", "mine"),
        (MANIFEST, "{"),
        (MANIFEST, "[]"),
        (MANIFEST, '{"format_version": 1, "kind": "other"}'),
        (MANIFEST, '{"format_version": 2, "kind": "train"}'),
        (CLAIM, '{"kind": "train"}'),
    ],
)
def test_a_directory_that_is_not_ours_is_refused_and_not_touched(
    tmp_path, name, content
):
    (tmp_path / name).write_text(content)
    with pytest.raises(ForeignOutputError) as caught:
        Output(tmp_path, "predictions", [])
    expected = "expected an empty directory or one with our _MANIFEST.json"
    assert str(caught.value) == f"{tmp_path}: {expected}, received other files"
    assert caught.value.exit_code == 6
    assert names(tmp_path) == [name]
    assert (tmp_path / name).read_text() == content


def test_a_file_in_the_place_of_the_output_is_refused(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(ForeignOutputError) as caught:
        Output(tmp_path / "out", "predictions", [])
    message = f"{tmp_path / 'out'}: expected a directory, received a file"
    assert str(caught.value) == message


def test_a_half_made_directory_of_ours_is_known_by_its_claim(tmp_path):
    Output(tmp_path, "predictions", [])
    assert names(tmp_path) == [CLAIM]
    write(tmp_path, "today")
    assert read(tmp_path) == "today"


def test_an_output_of_another_kind_is_not_replaced(tmp_path):
    for name in ("_MANIFEST.json", "_CLAIM.json"):
        directory = tmp_path / name
        directory.mkdir()
        document = {"format_version": 1, "kind": "train", "run_id": str(uuid.uuid4())}
        (directory / name).write_text(json.dumps(document))
        with pytest.raises(ForeignOutputError) as refused:
            Output(directory, "predictions", [])
        expected = "expected a directory of kind predictions, received train"
        assert str(refused.value) == f"{directory}: {expected}"
        assert [path.name for path in directory.iterdir()] == [name]


def test_files_that_a_person_left_in_our_directory_stay(tmp_path):
    write(tmp_path, "first")
    (tmp_path / "notes.txt").write_text("mine")
    write(tmp_path, "second")
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("out", "source"),
    [
        ("data", "data"),
        ("data/out", "data"),
        ("data", "data/in"),
        ("data/../data/in/out", "data/in"),
        ("link", "data"),
        ("link/out", "data/in/.."),
    ],
)
def test_an_output_that_overlaps_an_input_is_refused(tmp_path, out, source):
    (tmp_path / "data/in").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "data")
    with pytest.raises(ForeignOutputError) as caught:
        Output(f"{tmp_path}/{out}", "predictions", [f"{tmp_path}/{source}"])
    expected = f"expected an output apart from the input {tmp_path}/{source}"
    assert str(caught.value) == f"{tmp_path}/{out}: {expected}"
    assert names(tmp_path) == []


def test_a_neighbour_whose_name_begins_alike_is_no_overlap(tmp_path):
    Output(tmp_path / "predict-2", "predictions", [tmp_path / "predict"])
