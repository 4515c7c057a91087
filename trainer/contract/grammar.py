"""The number grammars of FORMAT.md section 3: a text to the nearest float32."""

import math
import re
from fractions import Fraction

import numpy as np

INTEGER = re.compile(r"-?[0-9]{1,18}")
REAL = re.compile(r"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")
MAX_REAL_LENGTH = 64


def integer(text: str) -> float | None:
    """Returns the float32 nearest to an integer, ties to even, or None if it is none.

    >>> integer("16777217")
    16777216.0
    """
    if not INTEGER.fullmatch(text):
        return None
    # Adding 0 makes the integer -0 a plain 0.
    return _nearest(text) + 0.0


def real(text: str) -> float | None:
    """Returns the float32 nearest to a decimal, ties to even, or None if it is none.

    A decimal whose float32 would not be finite is none either.

    >>> real("1e39") is None
    True
    """
    if len(text) > MAX_REAL_LENGTH or not REAL.fullmatch(text):
        return None
    nearest = _nearest(text)
    return nearest if math.isfinite(nearest) else None


def number(text: str, grammar: str) -> float | None:
    """Returns the float32 of `text` under the grammar `integer` or `real`, or None."""
    return integer(text) if grammar == "integer" else real(text)


def _nearest(text: str) -> float:
    """Rounds a decimal to float32 in one rounding.

    Rounding to double first is right too, unless the double lies exactly between two
    float32s: then the digits that the double has lost decide.
    """
    double = float(text)
    with np.errstate(over="ignore"):
        near = np.float32(double)
        side = -np.inf if float(near) > double else np.inf
        other = np.nextafter(near, np.float32(side))
    if float(near) == double or (_end(near) + _end(other)) / 2 != double:
        return float(near)
    lost = Fraction(text) - Fraction(double)
    if lost == 0:
        return float(near)
    return float(max(near, other) if lost > 0 else min(near, other))


def _end(value: np.float32) -> float:
    # The float32 after the largest finite one would be 2^128.
    return float(value) if np.isfinite(value) else math.copysign(2.0**128, value)
