"""A process that begins anew in its own place, as if it had just been started."""

import os
import sys
from typing import NoReturn

from trainer.contract.errors import LostWorkerError

VARIABLE = "SPARKY_RESTARTS"
MOST = 100


def now(reason: str) -> NoReturn:
    """Says why, and starts the command line of this process again.

    TensorFlow's collective operations do not outlive a worker that is lost: a process
    cannot connect again. It has its checkpoint to go on from.

    Args:
      reason: one line, for stderr.
    """
    begun = int(os.environ.get(VARIABLE, "0")) + 1
    if begun > MOST:
        print(f"{reason}; started {MOST} times already", file=sys.stderr)
        sys.exit(LostWorkerError.exit_code)
    print(f"{reason}; starting again", file=sys.stderr, flush=True)
    sys.stdout.flush()
    # Open sockets would go on listening in the name of the process that is to come.
    for descriptor in os.listdir("/proc/self/fd"):
        if int(descriptor) > 2:
            _close_at_start(int(descriptor))
    environment = {**os.environ, VARIABLE: str(begun)}
    os.execve(sys.executable, sys.orig_argv, environment)


def _close_at_start(descriptor: int) -> None:
    try:
        os.set_inheritable(descriptor, False)
    except OSError:
        # That of the listing itself, which is closed.
        pass
