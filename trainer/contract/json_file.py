"""What is wrong with a JSON file, told with its name."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from trainer.contract.errors import ContractError, SparkyError


@contextmanager
def reading(
    source: Path | str,
    expected: str = "JSON",
    missing: str = "no such file",
    broken: str = "JSON",
    refusal: type[SparkyError] = ContractError,
) -> Iterator[None]:
    """Names a file in the errors of what reads it, parses it and checks it.

    Args:
      source: the path of the file, or what else it is called.
      expected: what the file is for, where it is not there.
      missing: what is received then.
      broken: what is expected where it is no JSON.
      refusal: the error of both.

    Raises:
      SparkyError: `SOURCE: …`: `refusal`, or of the type that the check raised.
    """
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise refusal(f"{source}: expected {expected}, received {missing}") from None
    except (ValueError, RecursionError) as error:
        raise refusal(f"{source}: expected {broken}, received {error}") from None
    except SparkyError as error:
        raise type(error)(f"{source}: {error}") from None


def parse(data: bytes) -> Any:
    """Returns the value of a file that people write, to the letter of JSON.

    Raises:
      ValueError: it is none, or has a field twice, a NaN or an infinity.
    """
    return json.loads(
        data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_not_json
    )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the field {json.dumps(twice)} twice in one object")
    return document


def _not_json(constant: str) -> None:
    raise ValueError(f"the constant {constant}")
