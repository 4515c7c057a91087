"""The checks of a schema, in the order and with the messages of FORMAT.md section 1."""

from collections.abc import Mapping
from typing import Any

from trainer.contract.column_validation import (
    is_strings,
    validate_columns,
    validate_name,
    validate_separator,
)
from trainer.contract.cross_validation import validate_crosses
from trainer.contract.errors import ContractError
from trainer.contract.expectations import NOTHING, expect, expect_field, expect_known
from trainer.contract.statistics_validation import validate_statistics

FORMAT_VERSION = 1
FIELDS = ("format_version", "name", "input", "columns", "crosses", "statistics")
INPUT_FIELDS = ("format", "separator", "header", "trim", "missing")
FORMATS = ("delimited", "parquet", "orc", "avro", "json", "csv", "table")
# What only lines of text have, by the format; a table has none of it.
_TEXT_FIELDS = {
    "delimited": ("separator", "header", "trim"),
    "csv": ("separator", "header"),
}


def validate(document: Any, resolved: bool) -> None:
    """Checks a parsed schema; the first check that fails is reported.

    Args:
      document: the parsed JSON.
      resolved: whether `statistics` must be there.

    Raises:
      ContractError: `POINTER: WHAT`.
    """
    _top(document)
    _input(document["input"])
    validate_columns(document["columns"], document["input"])
    validate_crosses(document.get("crosses", []), document["columns"])
    if resolved or "statistics" in document:
        validate_statistics(document.get("statistics", NOTHING), document["columns"])


def _top(document: Any) -> None:
    expect(isinstance(document, dict), "schema", "an object", document)
    expect_known(document, "schema", FIELDS)
    version = document.get("format_version", NOTHING)
    is_version = type(version) is int and version == FORMAT_VERSION
    expect(is_version, "format_version", str(FORMAT_VERSION), version)
    validate_name(document, "name")
    source = document.get("input", NOTHING)
    expect(isinstance(source, dict), "input", "an object", source)
    columns = document.get("columns", NOTHING)
    expect(isinstance(columns, list), "columns", "a list of columns", columns)


def _input(given: Mapping[str, Any]) -> None:
    expect_known(given, "input", INPUT_FIELDS)
    form = given.get("format", NOTHING)
    named = [f'"{name}"' for name in FORMATS]
    known = f"{', '.join(named[:-1])} or {named[-1]}"
    expect(form in FORMATS, "input.format", known, form)
    for field in ("separator", "header", "trim"):
        if field in given and field not in _TEXT_FIELDS.get(form, ()):
            what = f"the format {form} has no such field"
            raise ContractError(f"input.{field}: {what}")
    validate_separator(given, "input")
    for flag in ("header", "trim"):
        expect_field(given, "input", flag, _is_flag, "true or false")
    expect_field(given, "input", "missing", is_strings, "a list of strings")


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)
