import json

import pytest

from trainer import golden_dataset
from trainer.contract.errors import ContractError, InputError
from trainer.record_folder import open_labelled


@pytest.fixture
def own(tmp_path):
    return golden_dataset.write(tmp_path)


def test_a_complete_folder_knows_its_rows(golden):
    folder = open_labelled(golden.train)
    assert folder.rows == 13
    assert [path.name for path in folder.paths] == [golden_dataset.RECORDS]
    assert [column.name for column in folder.schema.numeric] == ["hour", "price"]


def test_a_short_file_is_refused_by_name(own):
    path = own.train / golden_dataset.RECORDS
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    with pytest.raises(ContractError) as error:
        open_labelled(own.train)
    size = len(whole)
    assert (
        str(error.value) == f"{path}: expected {size} bytes, received {size - 1} bytes"
    )


def test_a_missing_file_is_refused_by_name(own):
    path = own.train / golden_dataset.RECORDS
    size = path.stat().st_size
    path.unlink()
    with pytest.raises(ContractError) as error:
        open_labelled(own.train)
    assert str(error.value) == f"{path}: expected {size} bytes, received no such file"


def test_a_file_that_the_manifest_does_not_list_does_not_exist(own):
    (own.train / "part-99999.tfrecord").write_bytes(b"not a record")
    assert len(open_labelled(own.train).paths) == 1


def test_a_folder_without_a_row_is_refused(own):
    manifest = json.loads((own.train / "_MANIFEST.json").read_bytes())
    manifest |= {"files": [], "counts": {"read": 0, "written": 0, "rejected": 0}}
    (own.train / "_MANIFEST.json").write_text(json.dumps(manifest))
    with pytest.raises(InputError) as error:
        open_labelled(own.train)
    assert str(error.value) == f"{own.train}: expected at least one row, received none"


def test_records_without_a_label_are_refused(golden):
    with pytest.raises(InputError) as error:
        open_labelled(golden.predict)
    expected = f"{golden.predict}: expected records with a label, received none"
    assert str(error.value) == expected


def test_artifacts_are_no_records(golden):
    with pytest.raises(InputError) as error:
        open_labelled(golden.artifacts)
    expected = "expected train or evaluate records, received artifacts"
    assert str(error.value) == f"{golden.artifacts}: {expected}"
