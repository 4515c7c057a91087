"""The number grammars against the shared table, and against exact arithmetic."""

import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.contract import grammar

GOLDEN = Path(__file__).parents[2] / "schema" / "golden"
NUMBERS = json.loads((GOLDEN / "numbers.json").read_bytes())


@pytest.mark.parametrize("entry", NUMBERS, ids=lambda entry: repr(entry["text"]))
@pytest.mark.parametrize("name", ["integer", "real"])
def test_every_text_of_the_shared_table_has_its_number(name, entry):
    # repr tells -0.0 from 0.0.
    assert repr(grammar.number(entry["text"], name)) == repr(entry[name])


@given(st.integers(-(10**18) + 1, 10**18 - 1))
def test_no_other_float32_is_nearer_to_an_integer(value):
    _assert_nearest(grammar.integer(str(value)), Fraction(value))


@given(st.floats(width=32, allow_nan=False, allow_infinity=False), st.integers(-2, 2))
def test_a_decimal_beside_the_middle_of_two_float32s_goes_to_its_side(value, digit):
    with np.errstate(over="ignore"):
        after = float(np.nextafter(np.float32(value), np.float32(np.inf)))
    if not math.isfinite(after) or abs(value) < 1e-20 or abs(value) > 1e20:
        return
    exact = (Fraction(value) + Fraction(after)) / 2 + digit * Fraction(1, 10**60)
    text = _decimal(exact)
    if len(text) <= grammar.MAX_REAL_LENGTH:
        _assert_nearest(grammar.real(text), Fraction(text))


def test_the_middle_between_the_largest_float32_and_the_next_power_is_not_finite():
    middle = 2**128 - 2**103
    assert grammar.real(str(middle)) is None
    assert grammar.real(str(middle - 1)) == 2.0**128 - 2.0**104


@given(st.text(max_size=70))
def test_a_text_is_a_number_only_if_python_reads_it_too(text):
    value = grammar.real(text)
    if value is not None:
        assert math.isclose(value, float(text), rel_tol=1e-6, abs_tol=1e-44)


def test_a_decimal_has_at_most_64_characters():
    assert grammar.real("0" * 63 + "1") == 1.0
    assert grammar.real("0" * 64 + "1") is None


def _assert_nearest(received, exact):
    near = np.float32(received)
    ends = [np.nextafter(near, np.float32(side)) for side in (-np.inf, np.inf)]
    distance = abs(Fraction(float(near)) - exact)
    for end in ends:
        other = abs(Fraction(float(end)) - exact)
        assert distance < other or (distance == other and near.view(np.uint32) % 2 == 0)


def _decimal(exact):
    digits, power = exact.numerator, 0
    while digits % exact.denominator and power < 80:
        digits, power = digits * 10, power + 1
    return f"{digits // exact.denominator}e-{power}"
