"""The side of a contestant: it trains when asked to, and says how long it took."""

import sys
import time
from collections.abc import Callable

# What an answer begins with; libraries print lines of their own.
ANSWER = "answer "
READY = "ready"
WARM_UP_STEPS = 16


def serve(take: Callable[[int], None]) -> None:
    """Takes steps as often as standard input asks for a number of them.

    Args:
      take: takes so many steps, and returns when all are done.
    """
    take(WARM_UP_STEPS)
    print(ANSWER + READY, flush=True)
    for line in sys.stdin:
        started = time.perf_counter()
        take(int(line))
        print(f"{ANSWER}{time.perf_counter() - started}", flush=True)
