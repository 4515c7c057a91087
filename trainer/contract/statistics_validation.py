"""The checks of a resolved schema's statistics: what readers rely on is there."""

from collections.abc import Mapping
from typing import Any

from trainer.contract.expectations import NOTHING, expect

COUNTS = {
    "numeric": ("missing", "collisions", "rounded"),
    "weight": ("missing", "collisions", "rounded"),
    "categorical": ("missing", "collisions", "distinct", "vocabulary_size", "unseen"),
}
MOMENTS = ("min", "max", "mean", "std", "log_mean", "log_std")
QUANTILES = ("0.01", "0.05", "0.25", "0.5", "0.75", "0.95", "0.99")


def validate_statistics(statistics: Any, columns: list[Mapping[str, Any]]) -> None:
    """Checks the statistics of every numeric, weight and categorical column.

    Args:
      statistics: the parsed field, or `NOTHING`.
      columns: the columns of the schema, checked before.

    Raises:
      ContractError: `POINTER: WHAT`.
    """
    expect(isinstance(statistics, dict), "statistics", "an object", statistics)
    _count(statistics, "rows", "statistics")
    given = statistics.get("columns", NOTHING)
    expect(isinstance(given, dict), "statistics.columns", "an object", given)
    for column in columns:
        if column["role"] in COUNTS:
            _column(given.get(column["name"], NOTHING), column)


def _column(given: Any, column: Mapping[str, Any]) -> None:
    pointer = f"statistics.columns.{column['name']}"
    expect(isinstance(given, dict), pointer, "an object", given)
    for field in COUNTS[column["role"]]:
        _count(given, field, pointer)
    if column.get("list") is not None:
        _count(given, "values", pointer)
    if column["role"] != "categorical":
        _moments(given, pointer)


def _moments(given: Mapping[str, Any], pointer: str) -> None:
    for field in MOMENTS:
        _number(given, field, pointer)
    quantiles = given.get("quantiles", NOTHING)
    if quantiles is not None:
        expect(
            isinstance(quantiles, dict), f"{pointer}.quantiles", "an object", quantiles
        )
        for probability in QUANTILES:
            _number(quantiles, probability, f"{pointer}.quantiles")


def _count(given: Mapping[str, Any], field: str, pointer: str) -> None:
    value = given.get(field, NOTHING)
    good = type(value) is int and value >= 0
    expect(good, f"{pointer}.{field}", "an integer from 0", value)


def _number(given: Mapping[str, Any], field: str, pointer: str) -> None:
    value = given.get(field, NOTHING)
    good = value is None or type(value) in (int, float)
    expect(good, f"{pointer}.{field}", "a number or null", value)
