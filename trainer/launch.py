"""`python -m trainer.launch --workers N -- FLAGS`: one run, by processes of this host.

Each is `trainer.task` with the same flags and a `TF_CONFIG` of its own, as a cluster
would start it. One that is killed is started again, and all go on from the last
checkpoint.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from types import FrameType

from trainer.cluster import VARIABLE
from trainer.contract.arguments import Arguments, integer_from
from trainer.contract.errors import exit_with

# Of one worker: more often than that, it does not end by chance.
MOST_STARTS = 100
_SECONDS_BETWEEN_LOOKS = 0.2


class Workers:
    """The processes of a run, each at its place in the cluster."""

    def __init__(self, count: int, flags: Sequence[str]):
        """Starts them.

        Args:
          count: how many.
          flags: of `trainer.task`.
        """
        self._command = [sys.executable, "-m", "trainer.task", *flags]
        self._addresses = [f"localhost:{port}" for port in free_ports(count)]
        self._cores = cores_of(count)
        self._starts = [0] * count
        self._stopped = False
        self._processes = [self._started(index) for index in range(count)]

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Passes a SIGTERM on; who is killed from now on stays so."""
        self._stopped = True
        self._signal(number)

    def wait(self) -> int:
        """Waits for all; returns the exit code of the run.

        It is that of the first worker to fail, which ends the others, and 0 where none
        does.
        """
        while True:
            codes = [process.poll() for process in self._processes]
            failed = [code for code in codes if code]
            if self._stopped and None not in codes:
                return _exit_code(failed[0]) if failed else 0
            if not self._stopped and failed and not self._start_again(codes):
                self._stopped = True
                self._signal(signal.SIGTERM)
                return self._ended(failed[0])
            if not failed and None not in codes:
                return 0
            time.sleep(_SECONDS_BETWEEN_LOOKS)

    def _started(self, index: int) -> subprocess.Popen:
        self._starts[index] += 1
        environment = {**os.environ, **self._place(index)}
        process = subprocess.Popen(self._command, env=environment)
        # Workers that share cores wait for each other's threads in every product.
        os.sched_setaffinity(process.pid, self._cores[index])
        return process

    def _place(self, index: int) -> Mapping[str, str]:
        cluster = {"worker": self._addresses}
        place = {"cluster": cluster, "task": {"type": "worker", "index": index}}
        return {VARIABLE: json.dumps(place)}

    def _start_again(self, codes: Sequence[int | None]) -> bool:
        """Starts who was killed; returns whether nobody else has failed."""
        for index, code in enumerate(codes):
            if not code:
                continue
            if code > 0 or self._starts[index] == MOST_STARTS:
                return False
            name = signal.Signals(-code).name
            text = f"worker {index} was ended by {name}, starting it again"
            print(f"trainer.launch: {text}", file=sys.stderr, flush=True)
            self._processes[index] = self._started(index)
        return True

    def _signal(self, number: int) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.send_signal(number)

    def _ended(self, code: int) -> int:
        for process in self._processes:
            process.wait()
        return _exit_code(code)


def free_ports(count: int) -> list[int]:
    """Returns ports of this host that nobody listens on now."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("localhost", 0))
        return [each.getsockname()[1] for each in sockets]


def cores_of(count: int) -> list[set[int]]:
    """Returns which cores of this process each worker has: all of them by turns."""
    cores = sorted(os.sched_getaffinity(0))
    return [
        set(cores[index::count] or [cores[index % len(cores)]])
        for index in range(count)
    ]


def _exit_code(code: int) -> int:
    """Returns what a shell answers for the code of `subprocess`."""
    return code if code > 0 else 128 - code


def _main() -> None:
    own, flags = _split(sys.argv[1:])
    parser = Arguments("python -m trainer.launch", "Trains by several processes here.")
    count = "how many processes; the flags of trainer.task follow --"
    parser.add_argument("--workers", type=integer_from(1), required=True, help=count)
    workers = Workers(parser.parse_args(own).workers, flags)
    signal.signal(signal.SIGTERM, workers.stop)
    code = workers.wait()
    if code:
        sys.exit(code)


def _split(arguments: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    place = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:place], arguments[place + 1 :]


if __name__ == "__main__":
    sys.exit(exit_with("trainer.launch", _main))
