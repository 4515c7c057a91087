"""A second reading of FORMAT.md, sections 1 to 4 and 8: what becomes of each line.

It shares no code with the application, nor with the contract's Python half, and takes
the shortest way to the answer, not the fastest.
"""

import re
from collections import Counter
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

MAX_LINE_BYTES = 1 << 20
_SHOWN_BYTES = 200
_INTEGER = re.compile(rb"-?[0-9]{1,18}")
_REAL = re.compile(rb"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")
_REAL_BYTES = 64
_TEXT = "UTF-8 without NUL, CR and LF"


class BadRow(NamedTuple):
    """Why a line is a bad row; `column` is None where the line as a whole is."""

    column: str | None
    expected: str
    received: str


class _BadValueError(Exception):
    """Says what was expected in the place of a value."""


def judge(line: bytes, schema: dict) -> dict[str, Any] | BadRow:
    """The values of a line by column, missing ones filled; or why it is bad."""
    columns = schema["columns"]
    if len(line) > MAX_LINE_BYTES:
        at_most = f"a line of at most {MAX_LINE_BYTES} bytes"
        return BadRow(None, at_most, f"{len(line)} bytes")
    if line.endswith(b"\r"):
        return BadRow(None, "a line that ends in LF alone", "CR LF")
    fields = line.split(schema["input"].get("separator", "\t").encode())
    if not line:
        return BadRow(None, _fields(len(columns)), "an empty line")
    if len(fields) != len(columns):
        return BadRow(None, _fields(len(columns)), _fields(len(fields)))
    missing = [text.encode() for text in schema["input"].get("missing", [""])]
    values = {}
    for column, field in zip(columns, fields, strict=True):
        try:
            values[column["name"]] = _value(column, field, field in missing)
        except _BadValueError as bad:
            shown = field[:_SHOWN_BYTES].decode(errors="backslashreplace")
            return BadRow(column["name"], str(bad), shown)
    return values


def ids(column: dict, values: list[bytes]) -> dict[bytes, int]:
    """The ids of the values that a categorical column keeps, from those of all rows."""
    fill = column.get("fill", "-10").encode()
    counts = Counter({fill: 0})
    counts.update(values)
    least, most = column.get("min_count", 1), column.get("max_size")
    kept = [v for v, n in counts.items() if n >= least or v == fill]
    kept.sort(key=lambda value: (-counts[value], value))
    if most is not None and len(kept) > most:
        first = kept[:most]
        kept = first if fill in first else [*first[:-1], fill]
    return {value: position for position, value in enumerate(kept, start=1)}


def nearest_float32(number: Fraction) -> np.float32:
    """The nearest float32, ties to even; an infinity counts as two to the 128th."""
    try:
        with np.errstate(over="ignore"):
            near = np.float32(float(number))
    except OverflowError:
        return np.float32(np.inf if number > 0 else -np.inf)
    down, up = (np.nextafter(near, np.float32(end)) for end in (-np.inf, np.inf))
    return min((near, down, up), key=lambda f: _distance(f, number))


def _distance(candidate: np.float32, number: Fraction) -> tuple[Fraction, int]:
    sign = 1 if candidate > 0 else -1
    infinite = bool(np.isinf(candidate))
    exact = Fraction(sign * 2**128) if infinite else Fraction(float(candidate))
    return abs(exact - number), int(candidate.view(np.uint32)) & 1


def _fields(count: int) -> str:
    return "1 field" if count == 1 else f"{count} fields"


def _value(column: dict, field: bytes, missing: bool) -> Any:
    match column["role"]:
        case "label":
            return _label(column, field, missing)
        case "numeric":
            if missing:
                return nearest_float32(Fraction(str(column.get("fill", -10))))
            return _number(column.get("type", "integer"), field)
        case "weight":
            return _weight(column, field, missing)
        case "categorical":
            return column.get("fill", "-10").encode() if missing else _text(field)
        case "key":
            if missing or not field:
                raise _BadValueError("a key")
            return _text(field)
        case "ignore":
            return None


def _label(column: dict, field: bytes, missing: bool) -> np.float32:
    texts = {text.encode(): 1 for text in column.get("positive", ["1"])}
    texts |= {text.encode(): 0 for text in column.get("negative", ["0"])}
    if missing or field not in texts:
        raise _BadValueError(" or ".join(f'"{text.decode()}"' for text in texts))
    return np.float32(texts[field])


def _number(kind: str, field: bytes) -> np.float32:
    if kind == "integer":
        if not _INTEGER.fullmatch(field):
            raise _BadValueError("an integer (-?[0-9]{1,18})")
        return nearest_float32(Fraction(int(field)))
    good = _REAL.fullmatch(field) and len(field) <= _REAL_BYTES
    number = nearest_float32(Fraction(field.decode())) if good else np.float32(np.nan)
    if not np.isfinite(number):
        raise _BadValueError("a decimal number that float32 can hold")
    # A fraction has no sign where it is zero; a float32 has.
    return -abs(number) if field.startswith(b"-") else number


def _weight(column: dict, field: bytes, missing: bool) -> np.float32:
    try:
        if not missing and (number := _number(column.get("type", "real"), field)) >= 0:
            return number
    except _BadValueError:
        pass
    raise _BadValueError("a number that is not negative")


def _text(field: bytes) -> bytes:
    try:
        field.decode()
    except UnicodeDecodeError:
        raise _BadValueError(_TEXT) from None
    if any(forbidden in field for forbidden in (b"\0", b"\r")):
        raise _BadValueError(_TEXT)
    return field
