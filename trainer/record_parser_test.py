import itertools

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer import record_parser
from trainer.golden_batches import examples, flat
from trainer.record_folder import open_labelled


@pytest.fixture(scope="module")
def schema(golden):
    return open_labelled(golden.train).schema


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
