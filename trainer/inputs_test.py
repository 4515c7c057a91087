import gzip
import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from trainer import golden_dataset, golden_lists, inputs, record_check
from trainer.contract import manifest
from trainer.contract.records import frame
from trainer.golden_batches import epoch, examples, flat, order
from trainer.look.verify import verify
from trainer.record_folder import open_labelled
from trainer.worker import ALONE, Worker


def with_weight(golden, directory, feature):
    """The golden train records; 1 / weight stands in another feature beside it."""
    shutil.copytree(golden.train, directory)
    rows = examples("train.tfrecord")
    for row in rows:
        given = row.features.feature["importance"].float_list.value
        inverse = [1 / value if value else 0 for value in given]
        row.features.feature["inverse"].float_list.value.extend(inverse)
    data = b"".join(frame(row.SerializeToString(deterministic=True)) for row in rows)
    given = manifest.read(golden.train)
    schema = (golden.train / manifest.SCHEMA).read_bytes()
    golden_dataset.write_records(directory, "train", data, schema, given.artifacts, 5)
    written = replace(manifest.read(directory), weight=feature)
    (directory / manifest.MANIFEST).write_bytes(written.render())
    return directory


@pytest.mark.parametrize(
    ("feature", "expected"),
    [("importance", [1, 0.5, 2, 0]), ("inverse", [1, 2, 0.5, 0]), (None, [1, 1, 1, 1])],
)
def test_a_row_weighs_what_the_feature_of_the_manifest_says(
    golden, tmp_path, feature, expected
):
    directory = with_weight(golden, tmp_path / "train", feature)
    folder = open_labelled(directory)
    weight = flat(next(iter(inputs.evaluate_batches(folder, 13))))[3]
    assert weight[[0, 1, 3, 10]].tolist() == expected
    record_check.check(folder)
    assert verify(directory).damages == []


def test_an_epoch_has_every_row_once_in_exact_batches(golden):
    folder = open_labelled(golden.train)
    batches = list(inputs.train_batches(folder, 4, 0, epoch(0), 4))
    assert [len(label) for _, label, _ in batches] == [4, 4, 4, 1]
    assert sorted(order(batches)) == sorted(order(inputs.evaluate_batches(folder, 13)))


def test_more_steps_go_on_with_the_next_pass_in_full_batches(golden):
    folder = open_labelled(golden.train)
    batches = list(inputs.train_batches(folder, 4, 0, epoch(0), 7))
    assert [len(label) for _, label, _ in batches] == [4] * 7
    every = sorted(order(inputs.evaluate_batches(folder, 13)))
    assert sorted(order(batches)[:13]) == every
    assert sorted(order(batches)[13:26]) == every
    assert order(batches)[:13] != order(batches)[13:26]


def test_fewer_steps_are_fewer_batches(golden):
    folder = open_labelled(golden.train)
    assert len(list(inputs.train_batches(folder, 4, 0, epoch(0), 2))) == 2


def test_evaluate_rows_keep_the_order_of_the_files(golden):
    folder = open_labelled(golden.evaluate)
    batches = list(inputs.evaluate_batches(folder, 4))
    assert [len(label) for _, label, _ in batches] == [4, 4, 4, 1]
    labels = np.concatenate([label for _, label, _ in batches])
    assert labels.tolist() == [1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0]


def test_a_gzip_file_is_read_by_its_name(tmp_path):
    own = golden_dataset.write(tmp_path)
    path = own.train / golden_dataset.RECORDS
    plain = order(inputs.evaluate_batches(open_labelled(own.train), 13))
    packed = gzip.compress(path.read_bytes())
    path.with_name(f"{path.name}.gz").write_bytes(packed)
    document = json.loads((own.train / "_MANIFEST.json").read_bytes())
    document["files"][0] |= {"name": f"{path.name}.gz", "bytes": len(packed)}
    (own.train / "_MANIFEST.json").write_text(json.dumps(document))
    assert order(inputs.evaluate_batches(open_labelled(own.train), 13)) == plain


def test_the_end_of_a_pass_waits_for_no_tuner(golden):
    batches = inputs.evaluate_batches(open_labelled(golden.evaluate), 4)
    assert batches.options().autotune.enabled is False


def test_the_reader_has_threads_of_its_own(golden):
    batches = inputs.evaluate_batches(open_labelled(golden.evaluate), 4)
    assert batches.options().threading.private_threadpool_size == 0


def test_lists_come_flat_with_their_lengths(tmp_path):
    folder = open_labelled(golden_lists.write(tmp_path))
    (features, label, _), last = list(inputs.evaluate_batches(folder, 4))
    # Rows 1 to 4: a,b,a; empty; NULL; a,,c. Of the tags -10, a and b have an id.
    assert features["lists"]["tags/lengths"].numpy().tolist() == [3, 1, 1, 3]
    assert features["lists"]["tags"].numpy().tolist() == [2, 3, 2, 1, 1, 2, 1, 0]
    # x|y; empty; x; y|NULL|x, of x, z and -10; another one has the id -1.
    assert features["lists"]["tags0/lengths"].numpy().tolist() == [2, 1, 1, 3]
    assert features["lists"]["tags0"].numpy().tolist() == [1, -1, 3, 1, -1, 3, 1]
    assert features["ids"].shape == (4, 0)
    assert label.numpy().tolist() == [1, 0, 0, 1]
    # Rows 5 to 7: -10,b; b; a,NULL.
    assert last[0]["lists"]["tags/lengths"].numpy().tolist() == [2, 1, 2]
    assert last[0]["lists"]["tags"].numpy().tolist() == [1, 3, 3, 2, 1]


def test_a_shuffled_row_keeps_its_lists(tmp_path):
    folder = open_labelled(golden_lists.write(tmp_path))

    def tags_by_row(batches):
        found = {}
        for features, _, _ in batches:
            lists = features["lists"]
            ends = np.cumsum(lists["tags/lengths"])[:-1]
            tags = np.split(lists["tags"].numpy(), ends)
            numbers = features["numeric"].numpy()[:, 0].tolist()
            found |= dict(zip(numbers, map(np.ndarray.tolist, tags), strict=True))
        return found

    shuffled = tags_by_row(inputs.train_batches(folder, 2, 0, epoch(0), 4))
    assert list(shuffled) != list(range(1, 8))
    assert shuffled == tags_by_row(inputs.evaluate_batches(folder, 7))


def lying_manifest(golden, directory, rows):
    """The golden train records, said to hold another number of rows."""
    shutil.copytree(golden.train, directory)
    document = json.loads((directory / "_MANIFEST.json").read_bytes())
    document["files"][0]["rows"] = rows
    document["counts"] |= {"read": rows, "written": rows}
    (directory / "_MANIFEST.json").write_text(json.dumps(document))
    return open_labelled(directory)


@pytest.mark.parametrize("worker", [ALONE, Worker(1, 2)])
@pytest.mark.parametrize("rows", [11, 12, 14, 17])
def test_another_number_of_rows_than_the_manifest_says_is_an_error(
    golden, tmp_path, rows, worker
):
    folder = lying_manifest(golden, tmp_path / "train", rows)
    steps = inputs.steps_per_pass(folder, 4)
    with pytest.raises(tf.errors.OpError):
        list(inputs.train_batches(folder, 4, 0, epoch(0), steps, worker))
    with pytest.raises(tf.errors.OpError):
        list(inputs.evaluate_batches(folder, 4))
