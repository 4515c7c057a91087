"""Artifacts: opened with their vocabularies, every damage refused by name."""

import json
import shutil

import pytest

from trainer.contract import artifacts
from trainer.contract import manifest as manifests
from trainer.contract.errors import ContractError
from trainer.contract.manifest import MANIFEST

OTHER = "b" * 64


def refusal(directory):
    with pytest.raises(ContractError) as caught:
        artifacts.load(directory)
    return str(caught.value)


def test_artifacts_are_opened_with_their_vocabularies(golden):
    opened = artifacts.load(golden.artifacts)
    assert opened.schema.name == "golden"
    assert opened.vocabulary("ad-group").values == [b"7", b"-10", b"10", b"9"]
    assert artifacts.digest(opened.manifest.files) == (opened.manifest.artifacts.digest)


def test_records_are_no_artifacts(golden):
    message = f"{golden.predict}: expected artifacts, received predict"
    assert refusal(golden.predict) == message


@pytest.mark.parametrize(
    "name", ["schema.json", "vocabulary/site.csv", "vocabulary/ad-group.csv"]
)
@pytest.mark.parametrize("damage", ["cut", "flipped", "gone", "longer"])
def test_damaged_artifacts_are_refused_by_the_name_of_the_file(
    golden, tmp_path, name, damage
):
    directory = shutil.copytree(golden.artifacts, tmp_path / "artifacts")
    path = directory / name
    data = path.read_bytes()
    damaged = {"cut": data[:-1], "flipped": b"?" + data[1:], "longer": data + b"\n"}
    path.unlink()
    if damage in damaged:
        path.write_bytes(damaged[damage])
    assert refusal(directory).startswith(f"{path}: expected ")


def test_artifacts_that_lack_a_vocabulary_are_refused(golden, tmp_path):
    directory = shutil.copytree(golden.artifacts, tmp_path / "artifacts")
    document = manifests.read(directory).document()
    files = [f for f in document["files"] if f["name"] != "vocabulary/site.csv"]
    (directory / MANIFEST).write_text(json.dumps({**document, "files": files}))
    expected = "expected vocabulary/site.csv in the manifest, received none"
    assert refusal(directory) == f"{directory}: {expected}"


def test_artifacts_with_another_digest_than_their_files_are_refused(golden, tmp_path):
    directory = shutil.copytree(golden.artifacts, tmp_path / "artifacts")
    document = manifests.read(directory).document()
    right = document["artifacts"]["digest"]
    document["artifacts"]["digest"] = OTHER
    (directory / MANIFEST).write_text(json.dumps(document))
    expected = f"expected the artifacts digest {OTHER}, received {right}"
    assert refusal(directory) == f"{directory}: {expected}"
