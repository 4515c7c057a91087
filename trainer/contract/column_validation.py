"""The checks of one column of a schema, and of the columns together."""

import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from trainer.contract.errors import ContractError
from trainer.contract.expectations import (
    NOTHING,
    expect,
    expect_field,
    expect_known,
    shown,
)
from trainer.contract.nearest import nearest

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
ROLES = ("label", "numeric", "categorical", "key", "weight", "ignore")
FIELDS = (
    *("name", "role", "column", "positive", "negative"),
    *("type", "fill", "min_count", "max_size", "unseen", "list"),
    "embedding_dimension",
)
_ROLE_FIELDS = {
    "label": ("positive", "negative"),
    "numeric": ("type", "fill"),
    "categorical": (
        *("fill", "min_count", "max_size", "unseen", "list"),
        "embedding_dimension",
    ),
    "weight": ("type",),
    "key": (),
    "ignore": (),
}


def validate_columns(columns: list[Any], source: Mapping[str, Any]) -> None:
    """Checks the columns in the order of the log, then their roles together.

    Args:
      columns: the parsed columns.
      source: the parsed `input`, checked before.

    Raises:
      ContractError: `POINTER: WHAT`.
    """
    for position, column in enumerate(columns):
        _column(column, f"columns[{position}]", columns[:position], source)
    _roles(columns)


def validate_name(given: Mapping[str, Any], pointer: str) -> None:
    """Raises ContractError unless the field `name` is spelled like a name."""
    name = given.get("name", NOTHING)
    good = isinstance(name, str) and NAME.fullmatch(name) is not None
    expect(good, pointer, f"a name like {NAME.pattern}", name)


def validate_separator(given: Mapping[str, Any], pointer: str) -> None:
    """Raises ContractError unless the field `separator`, if given, is one."""
    expected = "one ASCII character that is not CR, LF or NUL"
    expect_field(given, pointer, "separator", _is_separator, expected)


def _column(
    given: Any, pointer: str, before: list[Any], source: Mapping[str, Any]
) -> None:
    expect(isinstance(given, dict), pointer, "an object", given)
    expect_known(given, pointer, FIELDS)
    validate_name(given, f"{pointer}.name")
    _distinct(given["name"], f"{pointer}.name", before)
    _role(given.get("role", NOTHING), f"{pointer}.role")
    _own_fields(given, pointer)
    _header_name(given, pointer, source)
    check = _CHECKS.get(given["role"])
    if check:
        check(given, pointer)
    if given.get("list") is not None:
        _list(given["list"], f"{pointer}.list", source)
    field, expected = "embedding_dimension", "an integer from 1 or null"
    expect_field(given, pointer, field, _is_count_or_null, expected)


def _distinct(name: str, pointer: str, before: list[Any]) -> None:
    for position, other in enumerate(before):
        if _folded(other["name"]) == _folded(name):
            raise ContractError(
                f"{pointer}: expected a name that differs from columns[{position}]'s "
                f'{shown(other["name"])} in more than case, "-", "." and "_", '
                f"received {shown(name)}"
            )


def _folded(name: str) -> str:
    return name.lower().replace("-", "_").replace(".", "_")


def _role(role: Any, pointer: str) -> None:
    if role not in ROLES:
        near = nearest(role, ROLES) if isinstance(role, str) else None
        hint = f" (did you mean {shown(near)}?)" if near else ""
        known = f"{', '.join(ROLES[:-1])} or {ROLES[-1]}"
        raise ContractError(
            f"{pointer}: expected {known}, received {shown(role)}{hint}"
        )


def _own_fields(given: Mapping[str, Any], pointer: str) -> None:
    role = given["role"]
    for field in given:
        if field not in ("name", "role", "column", *_ROLE_FIELDS[role]):
            article = "an" if role == "ignore" else "a"
            what = f"{article} {role} column has no such field"
            raise ContractError(f"{pointer}.{field}: {what}")


def _header_name(
    given: Mapping[str, Any], pointer: str, source: Mapping[str, Any]
) -> None:
    unnamed = source["format"] == "delimited" and not source.get("header", False)
    if "column" in given and unnamed:
        what = "names a column of the header, but input.header is false"
        raise ContractError(f"{pointer}.column: {what}")
    expect_field(given, pointer, "column", lambda v: isinstance(v, str), "a string")


def _label(given: Mapping[str, Any], pointer: str) -> None:
    texts = "a list of strings that is not empty"
    for side in ("positive", "negative"):
        expect_field(given, pointer, side, lambda v: is_strings(v) and v, texts)
    positive = given.get("positive", ["1"])
    for text in given.get("negative", ["0"]):
        other = text not in positive
        expect(other, f"{pointer}.negative", "texts that are not in positive", text)


def _number(given: Mapping[str, Any], pointer: str) -> None:
    types = ("integer", "real")
    expect_field(given, pointer, "type", lambda v: v in types, '"integer" or "real"')
    if given.get("type", "integer") == "integer":
        expected = "a whole number of at most 18 digits"
        expect_field(given, pointer, "fill", _is_whole, expected)
    else:
        expected = "a number that float32 can hold"
        expect_field(given, pointer, "fill", _is_float32, expected)


def _categorical(given: Mapping[str, Any], pointer: str) -> None:
    for field, good, expected in (
        ("fill", _is_category, "a string without NUL, CR and LF"),
        ("min_count", _is_count, "an integer from 1"),
        ("max_size", _is_count_or_null, "an integer from 1 or null"),
        ("unseen", _is_unseen, "an integer up to 0"),
        ("list", _is_object_or_null, "an object or null"),
    ):
        expect_field(given, pointer, field, good, expected)


def _list(given: Mapping[str, Any], pointer: str, source: Mapping[str, Any]) -> None:
    expect_known(given, pointer, ("separator",))
    validate_separator({"separator": NOTHING, **given}, pointer)
    if source["format"] == "delimited":
        other = given["separator"] != source.get("separator", "\t")
        expected = "another than input.separator"
        expect(other, f"{pointer}.separator", expected, given["separator"])


_CHECKS = {
    "label": _label,
    "numeric": _number,
    "weight": _number,
    "categorical": _categorical,
}


def _roles(columns: list[dict[str, Any]]) -> None:
    first: dict[str, int] = {}
    for position, role in enumerate(column["role"] for column in columns):
        if role in ("label", "key", "weight") and role in first:
            raise ContractError(
                f"columns[{position}].role: expected at most one {role}, "
                f"received a second after columns[{first[role]}]"
            )
        first.setdefault(role, position)
    if not {"numeric", "categorical"} & first.keys():
        what = "expected at least one numeric or categorical column, received none"
        raise ContractError(f"columns: {what}")


def is_strings(value: Any) -> bool:
    """Returns whether a JSON value is a list of strings."""
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _is_whole(value: Any) -> bool:
    return type(value) is int and abs(value) < 10**18


def _is_float32(value: Any) -> bool:
    if type(value) not in (int, float) or abs(value) > 10**39:
        return False
    with np.errstate(over="ignore"):
        return math.isfinite(np.float32(value))


def _is_category(value: Any) -> bool:
    if not isinstance(value, str) or set(value) & set("\0\r\n"):
        return False
    # A lone surrogate, which JSON can spell, has no UTF-8.
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 1


def _is_count_or_null(value: Any) -> bool:
    return value is None or _is_count(value)


def _is_object_or_null(value: Any) -> bool:
    return value is None or isinstance(value, dict)


def _is_separator(value: Any) -> bool:
    one = isinstance(value, str) and len(value) == 1
    return one and value.isascii() and value not in "\r\n\0"


def _is_unseen(value: Any) -> bool:
    return type(value) is int and value <= 0
