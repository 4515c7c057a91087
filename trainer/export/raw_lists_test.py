"""Texts of lists to categories: a Python reading of the contract says the same."""

import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer import golden_lists
from trainer.contract import schema as schemas
from trainer.contract import vocabulary
from trainer.contract.records import read_records
from trainer.contract.schema import Column, Input
from trainer.export import raw_columns
from trainer.export.vocabulary_index import VocabularyIndex

GOLDEN = golden_lists.GOLDEN


def graph(separator, missing, trim=False):
    column = Column("tags", "categorical", "tags", fill="-1", list_separator=separator)
    source = Input("delimited", "\t", header=False, trim=trim, missing=missing)

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
    def body(texts):
        return raw_columns.lists(texts, column, source)

    def call(texts):
        values, errors = body(tf.constant(texts, tf.string))
        return values.to_list(), errors.numpy().tolist()

    return call


SETTINGS = [(",", ("", "NULL"), False), ("|", ("",), True), (" ", ("a b",), False)]
GRAPHS = [(graph(*setting), *setting) for setting in (*SETTINGS, ("-", (), True))]


def read(text, separator, missing, trim):
    """The values of a list, and the first that is none (FORMAT.md 2 and 3)."""
    separator, marks = separator.encode(), [mark.encode() for mark in missing]
    text = text.strip(b" ") if trim else text
    if text == b"" or text in marks:
        return [b"-1"], None
    values = [b"-1" if value in marks else value for value in text.split(separator)]
    return values, next((value for value in values if not good(value)), None)


def good(value):
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not set(value) & set(b"\0\r\n")


PIECES = st.sampled_from([b",", b"|", b" ", b"-", b"a", b"NULL", b"\xc3\xa9", b"b"])
TEXTS = st.lists(PIECES, max_size=8).map(b"".join) | st.binary(max_size=8)


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS))
def test_a_list_has_the_values_that_the_contract_says(texts):
    for call, *setting in GRAPHS:
        for text, values, error in zip(texts, *call(texts), strict=True):
            expected, bad = read(text, *setting)
            assert (error == b"") == (bad is None), text
            assert values == [v if good(v) else b"-1" for v in expected]


def test_every_value_between_two_separators_counts_and_spaces_belong_to_it():
    values, errors = GRAPHS[0][0](["a, b,a", "", "NULL", ",", "a,NULL", "NULL "])
    fill = b"-1"
    assert values[:3] == [[b"a", b" b", b"a"], [fill], [fill]]
    assert values[3:] == [[fill, fill], [b"a", fill], [b"NULL "]]
    assert errors == [b""] * 6


def test_the_first_bad_value_of_a_list_is_its_error():
    values, errors = GRAPHS[0][0]([b"a,b\r,c\n", b"a", b"x\xff,"])
    message = b"tags: expected UTF-8 without NUL, CR and LF, received "
    assert errors == [message + b"b\r", b"", message + "x\ufffd".encode()]
    assert values == [[b"a", b"-1", b"-1"], [b"a"], [b"-1", b"-1"]]


@pytest.mark.parametrize(("name", "position"), [("tags", 1), ("tags0", 3)])
def test_the_golden_lists_have_the_ids_of_their_records(name, position):
    schema = schemas.load(GOLDEN / "schema.json")
    column = next(c for c in schema.columns if c.name == name)
    lines = (GOLDEN / "rows.tsv").read_text().split("\n")[:-1]
    texts = [line.split("\t")[position] for line in lines]
    values, errors = raw_columns.lists(tf.constant(texts), column, schema.input)
    assert not errors.numpy().any()
    table = vocabulary.read(GOLDEN / "vocabulary" / f"{name}.csv").values
    flat = values.flat_values[:, tf.newaxis]
    ids = VocabularyIndex([table]).lookup(flat, [0])[:, 0]
    records = [
        tf.train.Example.FromString(record.data).features.feature
        for record in read_records(GOLDEN / "predict.tfrecord")
    ]
    expected = [list(record[name].int64_list.value) for record in records]
    # Every id up to 0 is unseen.
    seen = [[max(0, value) for value in one] for one in expected]
    assert values.with_flat_values(ids).to_list() == seen
    assert any(0 in one for one in seen)
