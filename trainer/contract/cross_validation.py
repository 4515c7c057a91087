"""The checks of a schema's crosses, whose columns have been checked."""

from collections.abc import Mapping
from typing import Any

from trainer.contract.column_validation import is_strings
from trainer.contract.expectations import NOTHING, expect, expect_known

# The largest id that the hash of FORMAT.md section 1 can have.
MAX_BUCKETS = 2**31 - 2


def validate_crosses(crosses: Any, columns: list[Mapping[str, Any]]) -> None:
    """Checks every cross.

    Args:
      crosses: the parsed field.
      columns: the columns of the schema, checked before.

    Raises:
      ContractError: `POINTER: WHAT`.
    """
    expect(isinstance(crosses, list), "crosses", "a list of crosses", crosses)
    single = [
        column["name"]
        for column in columns
        if column["role"] == "categorical" and column.get("list") is None
    ]
    for position, cross in enumerate(crosses):
        _cross(cross, f"crosses[{position}]", single)


def _cross(given: Any, pointer: str, single: list[str]) -> None:
    expect(isinstance(given, dict), pointer, "an object", given)
    expect_known(given, pointer, ("columns", "buckets"))
    names = given.get("columns", NOTHING)
    texts = "a list of strings that is not empty"
    expect(is_strings(names) and names, f"{pointer}.columns", texts, names)
    for place, name in enumerate(names):
        at = f"{pointer}.columns[{place}]"
        expected = "the name of a categorical column of one value a row"
        expect(name in single, at, expected, name)
        expect(name not in names[:place], at, "another column than before", name)
    buckets = given.get("buckets", NOTHING)
    good = type(buckets) is int and 1 <= buckets <= MAX_BUCKETS
    expected = f"an integer from 1 to {MAX_BUCKETS}"
    expect(good, f"{pointer}.buckets", expected, buckets)
