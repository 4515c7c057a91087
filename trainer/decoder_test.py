"""The decoder: golden rows, mixed records, damaged records set apart in words."""

import numpy as np
import pytest
import tensorflow as tf

from trainer import golden_lists
from trainer.contract import schema as schemas
from trainer.contract.records import read_records
from trainer.decoder import Decoder
from trainer.golden_dataset import GOLDEN

ROLES = ("label", "weight", "numeric", "categorical")
FEATURES = ("numeric", "categorical")
ROWS = [record.data for record in read_records(GOLDEN / "predict.tfrecord")]
RECORDS = [record.data for record in read_records(GOLDEN / "train.tfrecord")]


@pytest.fixture(scope="module")
def schema():
    return schemas.load(GOLDEN / "schema.json")


@pytest.fixture(scope="module")
def decoder(schema):
    return Decoder(schema, "request", FEATURES)


def example(**features):
    """Serializes an Example; a float, an integer or a text says the kind."""
    made = tf.train.Example()
    for name, values in features.items():
        feature = made.features.feature[name.replace("_", "-")]
        kinds = {float: "float_list", int: "int64_list", bytes: "bytes_list"}
        kind = kinds[type(values[0])] if values else "float_list"
        getattr(feature, kind).value.extend(values)
    return made.SerializeToString(deterministic=True)


def row(**changes):
    whole = {
        "request": [b"r"],
        "hour": [1.0],
        "price": [2.0],
        "site": [3],
        "ad_group": [4],
    }
    return example(**{k: v for k, v in (whole | changes).items() if v is not None})


def test_many_row_records_decode_to_the_golden_columns(schema):
    decoded = Decoder(schema, "request", ROLES).decode(RECORDS)
    assert decoded.rows.tolist() == [5, 5, 3]
    labels = [1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0]
    assert decoded.columns["clicked"].numpy().tolist() == labels
    sites = [3, 3, 1, 1, 1, 2, 2, 0, 4, 4, 0, 0, 0]
    assert decoded.columns["site"].numpy().tolist() == sites
    assert decoded.columns["ad-group"].numpy()[-3:].tolist() == [1, 2, 2]
    assert decoded.keys[-1].decode() == "ключ"
    assert decoded.columns["price"].numpy()[:2].tolist() == [0.5, -125.0]


def test_one_row_and_many_row_records_may_be_mixed(decoder):
    decoded = decoder.decode([ROWS[0], RECORDS[1], ROWS[12]])
    assert decoded.rows.tolist() == [1, 5, 1]
    keys = [b"r-01", b"r-06", b"r-07", b"r-08", b"r-09", b"r-10"]
    assert decoded.keys[:-1].tolist() == keys


def test_records_without_a_key_have_no_keys(schema):
    decoded = Decoder(schema, None, FEATURES).decode(ROWS)
    assert decoded.keys is None
    assert set(decoded.columns) == {"hour", "price", "site", "ad-group"}


@pytest.mark.parametrize(
    ("damaged", "message"),
    [
        (b"\xff\xff", "expected a tf.train.Example, received other bytes"),
        (ROWS[1][:-1], "expected a tf.train.Example, received other bytes"),
        (row(hour=[1]), "hour: expected float_list, received int64_list"),
        (row(site=[1.0]), "site: expected int64_list, received float_list"),
        (row(request=[1]), "request: expected bytes_list, received int64_list"),
        (b"", "expected at least one row, received none"),
        (
            row(site=None),
            "expected features of one length, received hour of 1 and site of 0",
        ),
        (
            row(request=[b"a", b"b"]),
            "expected features of one length, received hour of 1 and request of 2",
        ),
        (
            row(hour=[]),
            "expected features of one length, received hour of 0 and price of 1",
        ),
    ],
)
def test_a_damaged_record_never_takes_its_batch_with_it(decoder, damaged, message):
    decoded = decoder.decode([ROWS[0], damaged, ROWS[2]])
    assert decoded.damaged == {1: message}
    assert decoded.rows.tolist() == [1, 0, 1]
    assert decoded.keys.tolist() == [b"r-01", b"r-03"]
    assert decoded.columns["price"].numpy().tolist() == [0.5, -10.0]


def test_a_batch_of_damaged_records_alone_has_no_rows(decoder):
    decoded = decoder.decode([b"\xff", b"", row(hour=[1])])
    assert sorted(decoded.damaged) == [0, 1, 2]
    assert decoded.rows.tolist() == [0, 0, 0]
    assert decoded.keys.tolist() == []


def test_fifty_damaged_records_among_a_thousand_are_found(decoder):
    places = set(range(7, 1000, 20))
    records = [b"\xff" if i in places else ROWS[i % 13] for i in range(1000)]
    decoded = decoder.decode(records)
    assert set(decoded.damaged) == places
    assert decoded.rows.sum() == 1000 - len(places)
    good = [i for i in range(1000) if i not in places]
    prices = decoder.decode(ROWS).columns["price"].numpy()[[i % 13 for i in good]]
    np.testing.assert_array_equal(decoded.columns["price"].numpy(), prices)


def test_features_that_the_schema_does_not_name_are_not_looked_at(decoder):
    decoded = decoder.decode([row(other=[1, 2, 3])])
    assert decoded.damaged == {}


LISTS = golden_lists.GOLDEN


@pytest.fixture(scope="module")
def list_decoder():
    return Decoder(schemas.load(LISTS / "schema.json"), None, FEATURES)


def test_golden_lists_decode_to_their_values_and_lengths(list_decoder):
    for name in ("train.tfrecord", "predict.tfrecord"):
        records = [record.data for record in read_records(LISTS / name)]
        decoded = list_decoder.decode(records)
        columns = {key: c.numpy().tolist() for key, c in decoded.columns.items()}
        assert decoded.rows.sum() == 7
        assert columns["tags"] == [2, 3, 2, 1, 1, 2, 1, 0, 1, 3, 3, 2, 1]
        assert columns["tags/lengths"] == [3, 1, 1, 3, 2, 1, 2]
        assert columns["tags0/lengths"] == [2, 1, 1, 3, 1, 4, 2]
        assert columns["tags-2"] == [1, 2, 3, 4, 5, 6, 7]


def list_row(tags, lengths):
    made = tf.train.Example()
    features = made.features.feature
    features["tags-2"].float_list.value.append(1.0)
    features["tags"].int64_list.value.extend(tags)
    features["tags/lengths"].int64_list.value.extend(lengths)
    features["tags0"].int64_list.value.extend([1])
    features["tags0/lengths"].int64_list.value.extend([1])
    return made.SerializeToString()


@pytest.mark.parametrize(
    ("tags", "lengths", "message"),
    [
        ([1, 2], [1], "tags: expected lengths from 1 that add up to its 2 values"),
        ([], [0], "tags: expected lengths from 1 that add up to its 0 values"),
        ([1], [2**63 - 1], "tags: expected lengths from 1 that add up to its 1 values"),
        ([1, 2], [1, 1], "expected features of one length"),
        ([1], [], "expected features of one length"),
    ],
)
def test_lengths_that_do_not_fit_their_list_are_a_damage(
    list_decoder, tags, lengths, message
):
    good = list_row([1, 2], [2])
    decoded = list_decoder.decode([good, list_row(tags, lengths), good])
    assert decoded.rows.tolist() == [1, 0, 1]
    assert decoded.damaged[1].startswith(message)
    assert decoded.columns["tags"].numpy().tolist() == [1, 2, 1, 2]
