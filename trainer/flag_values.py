"""The values that flags take; of another text, an error says what was expected."""

import math
from argparse import ArgumentTypeError
from collections.abc import Callable


def count(text: str) -> int:
    """Returns an integer from 1."""
    return integer(text, 1, "an integer from 1")


def integer_from_0(text: str) -> int:
    """Returns an integer from 0."""
    return integer(text, 0, "an integer from 0")


def widths(text: str) -> tuple[int, ...]:
    """Returns integers from 1 with commas between them."""
    return tuple(count(width) for width in text.split(","))


def rate(text: str) -> float:
    """Returns a number over 0."""
    return _number(text, lambda number: number > 0, "a number over 0")


def strength(text: str) -> float:
    """Returns a number from 0."""
    return _number(text, lambda number: number >= 0, "a number from 0")


def integer(text: str, least: int, expected: str) -> int:
    """Returns an integer of at least `least`, which a 32-bit integer holds.

    Raises:
      ArgumentTypeError: `expected EXPECTED, received TEXT`.
    """
    # No more digits than a 32-bit integer has, which TensorFlow takes everywhere.
    digits = text.isascii() and text.isdecimal() and len(text) < 10
    if not digits or int(text) < least:
        raise ArgumentTypeError(f"expected {expected}, received {text}")
    return int(text)


def _number(text: str, good: Callable[[float], bool], expected: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and good(number)):
        raise ArgumentTypeError(f"expected {expected}, received {text}")
    return number
