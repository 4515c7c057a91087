"""Manifests: there and back, every refusal in words, every damage seen."""

import json
import shutil

import pytest

from trainer import golden_dataset
from trainer.contract import manifest as manifests
from trainer.contract.errors import ContractError
from trainer.contract.manifest import MANIFEST, Manifest
from trainer.contract.manifest_parts import Artifacts, Counts, File

DIGEST, OTHER = "a" * 64, "b" * 64
RECORDS = golden_dataset.RECORDS
WHOLE = {
    "format_version": 1,
    "kind": "predict",
    "run_id": "run-1",
    "schema_digest": DIGEST,
    "artifacts": {"path": "a", "digest": DIGEST, "generation": 0, "ancestors": []},
    "rows_per_record": 1,
    "label": False,
    "key": "request",
    "weight": None,
    "counts": {"read": 10, "written": 9, "rejected": 1},
    "files": [
        {"name": "part-0", "bytes": 1, "records": 9, "rows": 9, "crc32c": "0a1b2c3d"}
    ],
    "rejects": [{"name": "_rejects/p", "bytes": 1, "rows": 1, "crc32c": "00000000"}],
}


@pytest.fixture
def predict(golden, tmp_path):
    """A copy of the golden predict records, to be damaged."""
    return shutil.copytree(golden.predict, tmp_path / "predict")


def refusal(function, *arguments):
    with pytest.raises(ContractError) as caught:
        function(*arguments)
    return str(caught.value)


def with_file(**fields):
    return {"files": [{**WHOLE["files"][0], **fields}]}


def test_the_manifest_of_records_comes_back():
    manifest = manifests.from_document(WHOLE)
    assert manifest.document() == WHOLE
    assert manifest.counts == Counts(10, 9, 1)
    assert manifest.files[0] == File("part-0", 1, 9, 9, "0a1b2c3d")
    assert json.loads(manifest.render()) == WHOLE


def test_reports_are_listed_and_readers_of_the_data_do_without_them(predict):
    document = json.loads((predict / MANIFEST).read_bytes())
    report = {"name": "stats.json", "bytes": 9, "sha256": OTHER}
    (predict / MANIFEST).write_text(json.dumps({**document, "reports": [report]}))
    manifest = manifests.read(predict)
    assert manifest.reports == (File("stats.json", 9, sha256=OTHER),)
    assert manifest.document()["reports"] == [report]
    manifest.verify(predict)
    (predict / "stats.json").touch()
    manifest.refuse_unlisted(predict)


def test_rows_that_were_left_out_stand_in_the_counts_only_where_there_are_any():
    counts = {"read": 12, "written": 9, "rejected": 1, "left_out": 2}
    manifest = manifests.from_document({**WHOLE, "counts": counts})
    assert manifest.counts == Counts(12, 9, 1, left_out=2)
    assert manifest.document()["counts"] == counts
    none = {**WHOLE["counts"], "left_out": 0}
    manifest = manifests.from_document({**WHOLE, "counts": none})
    assert manifest.document() == WHOLE


def test_an_export_has_no_counts_and_its_files_have_sha256():
    files = (File("saved_model.pb", 7, sha256=OTHER),)
    reference = Artifacts("a", DIGEST, 1, (OTHER,))
    manifest = Manifest("export", "r", DIGEST, reference, files)
    document = manifest.document()
    file = {"name": "saved_model.pb", "bytes": 7, "sha256": OTHER}
    assert document["files"] == [file]
    assert document.keys().isdisjoint({"counts", "label", "rejects"})
    assert manifests.from_document(document) == manifest


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format_version": 2}, "format_version: expected 1, received 2"),
        (
            {"kind": "model"},
            "kind: expected artifacts or train or evaluate or predict or predictions "
            'or export or embeddings, received "model"',
        ),
        ({"run_id": ""}, 'run_id: expected a string, received ""'),
        (
            {"schema_digest": "A" * 64},
            "schema_digest: expected hex digits like [0-9a-f]{64}, "
            f'received "{"A" * 64}"',
        ),
        ({"artifacts": None}, "artifacts: expected an object, received null"),
        (
            {"artifacts": {**WHOLE["artifacts"], "ancestors": [OTHER]}},
            "artifacts.ancestors: expected as many as artifacts.generation, 0, "
            f'received ["{OTHER}"]',
        ),
        (
            {"artifacts": {**WHOLE["artifacts"], "generation": 1, "ancestors": ["a"]}},
            "artifacts.ancestors[0]: expected hex digits like [0-9a-f]{64}, "
            'received "a"',
        ),
        (
            {"counts": {"read": 9, "written": 9, "rejected": 1}},
            "counts.read: expected written + rejected, 10, received 9",
        ),
        (
            {"counts": {"read": 11, "written": 10, "rejected": 1}},
            "files: expected counts.written, 10 rows, received 9",
        ),
        (
            {"counts": {"read": 9, "written": 9, "rejected": 1, "left_out": 1}},
            "counts.read: expected written + rejected + left_out, 11, received 9",
        ),
        (
            {"counts": {**WHOLE["counts"], "left_out": -1}},
            "counts.left_out: expected an integer from 0, received -1",
        ),
        ({"rejects": []}, "rejects: expected counts.rejected, 1 rows, received 0"),
        ({"label": 0}, "label: expected true or false, received 0"),
        ({"key": 1}, "key: expected a feature's name or null, received 1"),
        ({"weight": 1}, "weight: expected a feature's name or null, received 1"),
        (
            {"rows_per_record": 0},
            "rows_per_record: expected an integer from 1, received 0",
        ),
        ({"files": {}}, "files: expected a list of files, received {}"),
        (
            with_file(bytes=-1),
            "files[0].bytes: expected an integer from 0, received -1",
        ),
        (
            with_file(crc32c="0A1B2C3D"),
            "files[0].crc32c: expected hex digits like [0-9a-f]{8}, "
            'received "0A1B2C3D"',
        ),
        (with_file(sha256=DIGEST), "files[0]: expected one of crc32c and sha256"),
        (
            {"files": WHOLE["files"] * 2},
            'files[1].name: expected a name of its own, received "part-0"',
        ),
    ],
)
def test_a_manifest_that_is_none_is_refused_in_words(change, message):
    assert refusal(manifests.from_document, {**WHOLE, **change}) == message


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../part", "a/../../b", "a//b", "a\\b"]
)
def test_a_file_outside_of_its_directory_is_refused(name):
    message = refusal(manifests.from_document, {**WHOLE, **with_file(name=name)})
    expected = "files[0].name: expected a name below the directory"
    assert message == f"{expected}, received {json.dumps(name)}"


def test_a_directory_without_a_manifest_is_refused(tmp_path):
    received = "received no such file: the directory is no complete output"
    expected = f"{tmp_path / MANIFEST}: expected a manifest, {received}"
    assert refusal(manifests.read, tmp_path) == expected


def test_a_manifest_that_is_no_json_is_refused(predict):
    (predict / MANIFEST).write_text("{")
    message = refusal(manifests.read, predict)
    assert message.startswith(f"{predict / MANIFEST}: expected JSON, received ")


def test_every_truncation_of_a_manifest_is_refused(predict):
    data = (predict / MANIFEST).read_bytes().rstrip()
    for size in range(len(data)):
        (predict / MANIFEST).write_bytes(data[:size])
        refusal(manifests.read, predict)


def test_a_good_directory_passes(predict):
    manifests.read(predict).verify(predict)


def test_a_file_that_is_not_there_is_named(predict):
    (predict / RECORDS).unlink()
    message = f"{predict / RECORDS}: expected 1782 bytes, received no such file"
    assert refusal(manifests.read(predict).check, predict) == message


def test_a_file_that_is_cut_is_named(predict):
    (predict / RECORDS).write_bytes((predict / RECORDS).read_bytes()[:-1])
    message = f"{predict / RECORDS}: expected 1782 bytes, received 1781 bytes"
    assert refusal(manifests.read(predict).check, predict) == message


def test_a_flipped_bit_passes_the_check_and_not_the_verification(predict):
    data = bytearray((predict / RECORDS).read_bytes())
    data[100] ^= 1
    (predict / RECORDS).write_bytes(data)
    manifest = manifests.read(predict)
    manifest.check(predict)
    message = refusal(manifest.verify, predict)
    expected = manifest.files[0].crc32c
    assert message.startswith(f"{predict / RECORDS}: expected crc32c {expected}, ")


def test_another_schema_beside_the_records_is_refused(predict):
    (predict / "schema.json").write_text("{}")
    digest = manifests.read(predict).schema_digest
    message = refusal(manifests.read(predict).check, predict)
    assert message.startswith(f"{predict / 'schema.json'}: expected sha256 {digest}, ")


def test_no_schema_beside_the_records_is_refused(predict):
    (predict / "schema.json").unlink()
    expected = "expected the schema, received no such file"
    message = f"{predict / 'schema.json'}: {expected}"
    assert refusal(manifests.read(predict).check, predict) == message


def test_a_file_is_read_under_its_staged_name_while_that_exists(tmp_path):
    assert manifests.locate(tmp_path, "v/a.csv", "run") == tmp_path / "v/a.csv"
    (tmp_path / "v").mkdir()
    (tmp_path / "v/a.csv.run").touch()
    assert manifests.locate(tmp_path, "v/a.csv", "run") == tmp_path / "v/a.csv.run"


def test_a_file_that_is_not_listed_can_be_refused(predict):
    manifest = manifests.read(predict)
    manifest.refuse_unlisted(predict)
    (predict / "other").touch()
    expected = "expected no file that _MANIFEST.json does not list"
    message = f"{predict / 'other'}: {expected}"
    assert refusal(manifest.refuse_unlisted, predict) == message


@pytest.mark.parametrize(
    ("data", "model"),
    [
        (Artifacts("d", DIGEST), Artifacts("m", DIGEST)),
        (Artifacts("d", DIGEST), Artifacts("m", OTHER, 1, (DIGEST,))),
        (Artifacts("d", DIGEST, 1, (OTHER,)), Artifacts("m", OTHER)),
    ],
    ids=["the same", "an ancestor", "a descendant"],
)
def test_data_of_the_models_family_are_taken(data, model):
    manifests.require_same_artifacts(data, model, "predict", "model")


def test_data_of_other_artifacts_are_refused_by_name():
    data, model = Artifacts("d", DIGEST), Artifacts("m", OTHER)
    arguments = (data, model, "run/predict", "export/1")
    assert refusal(manifests.require_same_artifacts, *arguments) == (
        "run/predict: expected data encoded with the artifacts of export/1, "
        f"m ({OTHER}), received data encoded with d ({DIGEST})"
    )
