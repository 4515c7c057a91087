"""What is wrong with a JSON file, told with its name."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
