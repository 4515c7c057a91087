import json

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer.contract import grammar
from trainer.contract.schema import Column, Input
from trainer.export import raw_columns
from trainer.golden_dataset import GOLDEN

SOURCE = Input("delimited", "\t", header=False, trim=False, missing=("NULL",))
TRIMMED = Input("delimited", "\t", header=False, trim=True, missing=("NULL",))
NUMBERS = json.loads((GOLDEN / "numbers.json").read_bytes())
SITE = Column("site", "categorical", "site", fill="-10")
EXPECTED = {
    "integer": "an integer (-?[0-9]{1,18})",
    "real": "a decimal number that float32 can hold",
}


def column(kind):
    return Column("n", "numeric", "n", type=kind, fill=-10)


def graph(function, given, source):
    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
    def body(texts):
        return function(texts, given, source)

    def call(texts):
        values, errors = body(tf.constant(texts, tf.string))
        return values.numpy(), errors.numpy()

    return call


INTEGERS = graph(raw_columns.numeric, column("integer"), SOURCE)
REALS = graph(raw_columns.numeric, column("real"), SOURCE)
CATEGORIES = graph(raw_columns.categorical, SITE, SOURCE)


@pytest.mark.parametrize(("kind", "call"), [("integer", INTEGERS), ("real", REALS)])
def test_numbers_are_those_of_the_golden_table(kind, call):
    texts = [entry["text"] for entry in NUMBERS]
    for entry, value, error in zip(NUMBERS, *call(texts), strict=True):
        if entry[kind] is None:
            message = f"n: expected {EXPECTED[kind]}, received {entry['text']}"
            assert (value, error) == (-10, message.encode())
        else:
            assert error == b""
            assert value.tobytes() == np.float32(entry[kind]).tobytes(), entry


DECIMAL = st.from_regex(grammar.REAL, fullmatch=True)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.one_of(DECIMAL, st.text("0123456789.eE+- ", max_size=12)), min_size=1)
)
def test_numbers_are_those_of_the_contract_in_python(texts):
    for kind, call in (("integer", INTEGERS), ("real", REALS)):
        for text, value, error in zip(texts, *call(texts), strict=True):
            expected = -10.0 if text in ("", "NULL") else grammar.number(text, kind)
            assert (error == b"") == (expected is not None), text
            if expected is not None:
                assert value.tobytes() == np.float32(expected).tobytes(), text


def test_missing_texts_become_the_fill():
    for call in (INTEGERS, REALS):
        values, errors = call(["", "NULL", "NULL "])
        assert values.tolist() == [-10, -10, -10]
        assert [error == b"" for error in errors] == [True, True, False]
    values, errors = CATEGORIES(["", "NULL", "NULL "])
    assert values.tolist() == [b"-10", b"-10", b"NULL "]
    assert not errors.any()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(max_size=8), min_size=1))
def test_a_category_is_utf_8_without_nul_cr_and_lf(texts):
    for text, value, error in zip(texts, *CATEGORIES(texts), strict=True):
        try:
            text.decode("utf-8")
            good = not set(text) & set(b"\0\r\n")
        except UnicodeDecodeError:
            good = False
        assert (error == b"") == good
        assert value == (text if good and text not in (b"", b"NULL") else b"-10")


@pytest.mark.parametrize(
    "text", ["a\x0bb\u2028c\x85", "\ufeffa", "\ufffd", "\U0010ffff"]
)
def test_unusual_characters_stay_as_they_are(text):
    values, errors = CATEGORIES([text])
    assert (values[0], errors[0]) == (text.encode(), b"")


@pytest.mark.parametrize(
    "text", [b"\xed\xa0\x80", b"\xc0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82", b"a\xff"]
)
def test_other_bytes_are_shown_as_replacement_characters(text):
    values, errors = CATEGORIES([text])
    message = b"site: expected UTF-8 without NUL, CR and LF, received "
    assert values[0] == b"-10"
    assert errors[0].startswith(message)
    assert "\ufffd" in errors[0].decode("utf-8")


def test_a_long_bad_field_is_cut_in_its_error():
    _, errors = INTEGERS(["9" * 1000])
    assert (
        errors[0] == f"n: expected {EXPECTED['integer']}, received {'9' * 200}".encode()
    )


def test_spaces_are_trimmed_where_the_schema_says_so():
    values, errors = graph(raw_columns.numeric, column("integer"), TRIMMED)(
        ["  5 ", "   ", " NULL", "5\t"]
    )
    assert values.tolist() == [5, -10, -10, -10]
    assert [error == b"" for error in errors] == [True, True, True, False]
    values, _ = graph(raw_columns.categorical, SITE, TRIMMED)(
        ["  a b ", "\ta", b" \xff "]
    )
    assert values.tolist() == [b"a b", b"\ta", b"-10"]
