"""The lines: strict JSON, exact floats, any key, errors in place of scores."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from serving.json_lines import error_line, prediction_lines
from serving.prediction_parts import strict
from serving.predictor import Predictions

probabilities = st.floats(0, 1, width=32)


def lines_of(scores, keys, errors=None, classes=("0", "1")):
    predictions = Predictions(classes, np.array(scores, np.float32), errors or {})
    return prediction_lines(predictions, keys and np.array(keys, object))


def test_a_line_looks_as_it_is_documented():
    lines = lines_of([[0.75, 0.25]], [b"r-01"])
    expected = '{"key": "r-01", "classes": ["0", "1"], "scores": [0.75, 0.25]}'
    assert lines == [expected]


def test_rows_without_a_key_have_null():
    assert strict(lines_of([[0.5, 0.5]], None)[0])["key"] is None


def test_a_row_with_an_error_has_no_scores():
    lines = lines_of([[0.5, 0.5], [np.nan] * 2], [b"a", b'"b"'], {1: "not finite"})
    assert strict(lines[1]) == {"error": "not finite", "key": '"b"'}


@given(st.lists(st.tuples(probabilities, probabilities), min_size=1, max_size=9))
def test_scores_come_back_as_the_same_float32(pairs):
    lines = lines_of(pairs, None)
    back = np.array([strict(line)["scores"] for line in lines]).astype(np.float32)
    np.testing.assert_array_equal(back, np.array(pairs, np.float32))


@given(probabilities)
def test_no_shorter_text_is_the_same_float32(value):
    text = lines_of([[value, 0]], None)[0].partition('"scores": [')[2].split(",")[0]
    digits = len(text.partition("e")[0].replace(".", "").strip("0"))
    if digits > 1:
        assert np.float32(f"{np.float32(value):.{digits - 2}e}") != np.float32(value)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_every_key_comes_back_on_one_line(key):
    line = lines_of([[0.5, 0.5]], [key.encode()])[0]
    assert "\n" not in line
    assert "\r" not in line
    assert strict(line)["key"] == key


def test_a_key_that_is_no_text_shows_its_bytes():
    assert strict(lines_of([[0.5, 0.5]], [b"r\xff"])[0])["key"] == "r\\xff"


def test_classes_are_the_texts_of_the_schema():
    line = lines_of([[0.5, 0.5]], None, classes=("no", 'y"s'))[0]
    assert strict(line)["classes"] == ["no", 'y"s']


def test_an_error_says_where():
    line = error_line("expected a, received ü", file="log.tsv", line=7)
    expected = '{"error": "expected a, received ü", "file": "log.tsv", "line": 7}'
    assert line == expected
