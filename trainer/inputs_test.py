import gzip
import itertools
import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer import (
    golden_dataset,
    golden_lists,
    inputs,
    record_check,
    record_parser,
    row_order,
)
from trainer.contract import manifest
from trainer.contract.records import frame, read_records
from trainer.golden_dataset import GOLDEN
from trainer.look.verify import verify
from trainer.record_files import RecordFiles
from trainer.record_folder import open_labelled
from trainer.worker import ALONE, Worker


def examples(name):
    return [
        tf.train.Example.FromString(record.data)
        for record in read_records(GOLDEN / name)
    ]


def one_row_examples():
    """The predict records, one row each, with the labels of the train records."""
    labels = [
        label
        for example in examples("train.tfrecord")
        for label in example.features.feature["clicked"].float_list.value
    ]
    rows = examples("predict.tfrecord")
    for row, label in zip(rows, labels, strict=True):
        row.features.feature["clicked"].float_list.value.append(label)
    return rows


def merged(rows):
    """One record of many rows."""
    record = tf.train.Example()
    for row in rows:
        _extend(record, row)
    return record


def _extend(record, row):
    for name, feature in row.features.feature.items():
        kind = feature.WhichOneof("kind")
        target = getattr(record.features.feature[name], kind)
        target.value.extend(getattr(feature, kind).value)


def serialized(rows):
    return tf.constant([row.SerializeToString(deterministic=True) for row in rows])


def flat(batch):
    features, label, weight = batch
    return [t.numpy() for t in (features["numeric"], features["ids"], label, weight)]


@pytest.fixture(scope="module")
def schema(golden):
    return open_labelled(golden.train).schema


def test_the_golden_rows_by_hand(schema):
    train = serialized(examples("train.tfrecord"))
    numeric, ids, label, weight = flat(record_parser.parse(train, schema))
    assert numeric.shape == (13, 2)
    # r-01 and r-04: hour and price, 0 and 0.5; -10 and missing.
    assert numeric[[0, 3]].tolist() == [[0, 0.5], [-10, -10]]
    # r-01: example.org is the third site, 7 the first ad-group; r-08: both unseen.
    assert ids[[0, 7]].tolist() == [[3, 1], [0, -1]]
    assert label.tolist() == [1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0]
    assert weight[[0, 1, 3, 10]].tolist() == [1, 0.5, 2, 0]


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


def test_many_rows_a_record_and_one_row_a_record_are_the_same_rows(schema):
    many = flat(record_parser.parse(serialized(examples("train.tfrecord")), schema))
    one = flat(record_parser.parse(serialized(one_row_examples()), schema))
    for left, right in zip(many, one, strict=True):
        np.testing.assert_array_equal(left, right)


@settings(max_examples=20, deadline=None)
@given(cuts=st.sets(st.integers(1, 12)))
def test_any_mixture_of_record_sizes_is_the_same_rows(schema, cuts):
    rows = one_row_examples()
    ends = [0, *sorted(cuts), 13]
    mixed = [merged(rows[start:end]) for start, end in itertools.pairwise(ends)]
    for left, right in zip(
        flat(record_parser.parse(serialized(mixed), schema)),
        flat(record_parser.parse(serialized(rows), schema)),
        strict=True,
    ):
        np.testing.assert_array_equal(left, right)


def epoch(number):
    return tf.Variable(number, dtype=tf.int64, trainable=False)


def order(batches):
    """The hours and prices of all rows in the order they come in."""
    return [tuple(r) for f, _, _ in batches for r in f["numeric"].numpy().tolist()]


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


def test_the_order_follows_from_seed_and_epoch(golden):
    folder = open_labelled(golden.train)

    def of(seed, number):
        return order(inputs.train_batches(folder, 4, seed, epoch(number), 4))

    assert of(1, 0) == of(1, 0)
    assert of(1, 0) != of(2, 0)
    assert of(1, 0) != of(1, 1)


def test_the_epoch_is_read_whenever_an_iterator_is_made(golden):
    folder = open_labelled(golden.train)
    number = epoch(0)
    batches = inputs.train_batches(folder, 4, 1, number, 4)
    first = order(batches)
    number.assign(1)
    second = order(batches)
    number.assign(0)
    assert order(batches) == first != second


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


def test_the_spec_holds_what_the_schema_names_and_no_more(schema):
    spec = record_parser.parse_spec(schema)
    assert {name: feature.dtype for name, feature in spec.items()} == {
        "clicked": tf.float32,
        "hour": tf.float32,
        "price": tf.float32,
        "importance": tf.float32,
        "site": tf.int64,
        "ad-group": tf.int64,
    }


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


@pytest.mark.parametrize("steps", [3, 9])
@pytest.mark.parametrize("count", [2, 3, 5])
def test_workers_take_the_slices_of_the_batches_of_one(golden, steps, count):
    folder = open_labelled(golden.train)

    def batches(worker):
        every = inputs.train_batches(folder, 5, 0, epoch(0), steps, worker)
        return [order([batch]) for batch in every]

    slices = [batches(Worker(index, count)) for index in range(count)]
    for number, whole in enumerate(batches(ALONE)):
        parts = [part[number] for part in slices]
        assert sum(parts, []) == whole
        cuts = [index * len(whole) // count for index in range(count + 1)]
        assert list(map(len, parts)) == np.diff(cuts).tolist()


@pytest.mark.parametrize("rows_of_a_chunk", [5, 16_384])
@pytest.mark.parametrize("worker", [ALONE, Worker(1, 2)])
@pytest.mark.parametrize(("steps", "begins"), [(4, [2]), (9, [1, 4, 8])])
def test_batches_from_one_on_are_those_of_the_whole_input(
    golden, monkeypatch, steps, begins, worker, rows_of_a_chunk
):
    monkeypatch.setattr(row_order, "CHUNK_ROWS", rows_of_a_chunk)
    folder = open_labelled(golden.train)

    def batches(first):
        left = inputs.train_batches(folder, 4, 0, epoch(0), steps, worker, first=first)
        assert left.cardinality() == steps - first
        return [[column.tolist() for column in flat(batch)] for batch in left]

    whole = batches(0)
    for first in begins:
        assert batches(first) == whole[first:]


def test_rows_that_are_left_out_are_not_parsed(golden, monkeypatch):
    monkeypatch.setattr(row_order, "CHUNK_ROWS", 5)
    parsed = []

    class Counting(RecordFiles):
        def rows(self, records):
            rows = super().rows(records)
            tf.numpy_function(lambda n: parsed.append(int(n)), [tf.size(rows[1])], [])
            return rows

    folder = open_labelled(golden.train)
    source = Counting(folder)
    list(inputs.train_batches(folder, 4, 0, epoch(0), 4, source=source, first=3))
    # One row is left, and its record has 5 or 3 of the 13.
    assert parsed in ([5], [3])


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
