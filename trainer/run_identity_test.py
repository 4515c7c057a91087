import hashlib
import json
import shutil

import pytest

from trainer import config, golden_dataset, run_identity
from trainer.record_folder import open_labelled


@pytest.fixture
def identity(golden, golden_run):
    def of(*flags, train=golden.train):
        parsed = config.parse(["--job-dir=j", *golden_run.flags, *flags])
        folder = open_labelled(train)
        return run_identity.identity_of(parsed, folder, open_labelled(golden.evaluate))

    return of


@pytest.mark.parametrize(
    ("flag", "differs"),
    [
        ("--seed=3", "--seed: expected 0, received 3"),
        ("--model=dcn-v2", '--model: expected "wide-deep", received "dcn-v2"'),
        ("--hidden-units=8", "--hidden-units: expected [8,8], received [8]"),
        ("--learning-rate=0.2", "--learning-rate: expected 0.1, received 0.2"),
        ("--train-dir=elsewhere", None),
        ("--cache", None),
        ("--checkpoint-minutes=3", None),
    ],
)
def test_a_flag_that_shapes_the_weights_makes_another_run(identity, flag, differs):
    other = run_identity.differences(identity(), identity(flag))
    assert other == ([differs] if differs else [])


@pytest.mark.parametrize(
    ("part", "name"),
    [("files", "train data"), ("schema_digest", "schema"), ("artifacts", "artifacts")],
)
def test_other_data_schema_or_vocabulary_make_another_run(
    golden, identity, tmp_path, part, name
):
    other = tmp_path / "train"
    shutil.copytree(golden.train, other)
    path = other / "_MANIFEST.json"
    document = json.loads(path.read_bytes())
    if part == "files":
        document["files"][0]["crc32c"] = "0" * 8
    elif part == "artifacts":
        document["artifacts"]["digest"] = "0" * 64
    else:
        data = (other / "schema.json").read_bytes() + b"\n"
        (other / "schema.json").write_bytes(data)
        document["schema_digest"] = hashlib.sha256(data).hexdigest()
    path.write_text(json.dumps(document))
    (differs,) = run_identity.differences(identity(), identity(train=other))
    assert differs.startswith(f"{name}: expected ")


def test_data_that_was_prepared_anew_is_the_same_data(golden, identity, tmp_path):
    again = golden_dataset.write(tmp_path)
    assert again.train != golden.train
    document = json.loads((again.train / "_MANIFEST.json").read_bytes())
    other = "11111111-1111-4111-8111-111111111111"
    text = json.dumps(document).replace(golden_dataset.RUN_ID, other)
    (again.train / "_MANIFEST.json").write_text(text)
    path = again.train / golden_dataset.RECORDS
    path.rename(str(path).replace(golden_dataset.RUN_ID, other))
    assert identity(train=again.train) == identity()
