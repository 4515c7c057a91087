"""One expectation about a JSON value, and the message when it is not met."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from trainer.contract.errors import ContractError
from trainer.contract.nearest import nearest

# What stands for a field that is not there, as no JSON value can.
NOTHING = object()


def expect(good: bool, pointer: str, expected: str, received: Any) -> None:
    """Raises ContractError `POINTER: expected …, received …` unless `good`."""
    if not good:
        raise ContractError(
            f"{pointer}: expected {expected}, received {shown(received)}"
        )


def shown(value: Any) -> str:
    """Returns a JSON value as messages show it: compact JSON, or `nothing`."""
    if value is NOTHING:
        return "nothing"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def expect_field(
    given: Mapping[str, Any],
    pointer: str,
    field: str,
    good: Callable[[Any], Any],
    expected: str,
) -> None:
    """Raises ContractError when the field is given and is not `good`."""
    if field in given:
        expect(bool(good(given[field])), f"{pointer}.{field}", expected, given[field])


def expect_known(
    given: Mapping[str, Any], pointer: str, known: tuple[str, ...]
) -> None:
    """Raises ContractError for the first field that is not known."""
    for field in given:
        if field not in known:
            near = nearest(field, known)
            hint = (
                f"did you mean {shown(near)}?" if near else f"known: {', '.join(known)}"
            )
            raise ContractError(f"{pointer}: unknown field {shown(field)} ({hint})")
