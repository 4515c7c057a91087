"""Whether other processes listen at their addresses."""

import socket
import time
from collections.abc import Mapping

from trainer.contract.errors import LostWorkerError

_SECONDS_TO_CONNECT = 10.0
SECONDS_BETWEEN_LOOKS = 0.2


def listens(address: str) -> bool:
    """Returns whether somebody accepts connections at HOST:PORT."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), _SECONDS_TO_CONNECT).close()
    except OSError:
        return False
    return True


def wait_for(addresses: Mapping[str, str], seconds: float) -> None:
    """Waits until all processes listen.

    Args:
      addresses: HOST:PORT of each by what it is called.
      seconds: the limit of the wait.

    Raises:
      LostWorkerError: naming those that do not listen after it.
    """
    until = time.monotonic() + seconds
    left = dict(addresses)
    while left := {name: at for name, at in left.items() if not listens(at)}:
        if time.monotonic() > until:
            raise missing(left, seconds)
        time.sleep(SECONDS_BETWEEN_LOOKS)


def missing(addresses: Mapping[str, str], seconds: float) -> LostWorkerError:
    """Returns the error of those that have not answered in so many seconds."""
    named = ", ".join(f"{name} at {address}" for name, address in addresses.items())
    return LostWorkerError(
        f"waited {seconds:g} s for {named}: expected an answer, received none"
    )
