"""`trainer.launch --workers N [--ps M] -- FLAGS`: one run, by processes of this host.

Each is `trainer.task` with the same flags and a `TF_CONFIG` of its own, as a cluster
would start it. One that is killed is started again.
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

from trainer.contract.arguments import Arguments, integer_from, split
from trainer.contract.errors import exit_with
from trainer.workers.cluster import CHIEF, SERVER, VARIABLE, WORKER

# Of one process: more often than that, it does not end by chance.
MOST_STARTS = 100
_SECONDS_BETWEEN_LOOKS = 0.2


class Processes:
    """The processes of a run, each at its place in the cluster."""

    def __init__(self, workers: int, servers: int, flags: Sequence[str]):
        """Starts them.

        Args:
          workers: how many; the first is the chief where there are no servers.
          servers: how many parameter servers, which come with a chief of their own.
          flags: of `trainer.task`.
        """
        self._command = [sys.executable, "-m", "trainer.task", *flags]
        counts = {CHIEF: 1, WORKER: workers, SERVER: servers}
        counts = counts if servers else {WORKER: workers}
        self._cluster = addresses_of(counts)
        self._places = [(kind, n) for kind, many in counts.items() for n in range(many)]
        self._cores = cores_of(workers)
        self._served = bool(servers)
        self._starts = [0] * len(self._places)
        self._stopped = False
        self._processes = [self._started(place) for place in range(len(self._places))]

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Passes a SIGTERM on; who is killed from now on stays so."""
        self._stopped = True
        self._signal(number)

    def wait(self) -> int:
        """Waits for all; returns the exit code of the run.

        It is that of the first to fail, which ends the others, and 0 where none does.
        The chief of parameter servers ends them with itself.
        """
        while True:
            codes = [process.poll() for process in self._processes]
            if self._served and codes[0] is not None and codes[0] >= 0:
                return self._end(codes[0])
            failed = [code for code in codes if code]
            if self._stopped and None not in codes:
                return _exit_code(failed[0]) if failed else 0
            if not self._stopped and failed and not self._start_again(codes):
                return self._end(failed[0])
            if not failed and None not in codes:
                return 0
            time.sleep(_SECONDS_BETWEEN_LOOKS)

    def _started(self, place: int) -> subprocess.Popen:
        self._starts[place] += 1
        kind, index = self._places[place]
        task = {"cluster": self._cluster, "task": {"type": kind, "index": index}}
        environment = {**os.environ, VARIABLE: json.dumps(task)}
        process = subprocess.Popen(self._command, env=environment)
        if kind == WORKER:
            # Workers that share cores wait for each other's threads in every product.
            os.sched_setaffinity(process.pid, self._cores[index])
        return process

    def _start_again(self, codes: Sequence[int | None]) -> bool:
        """Starts who was killed; returns whether nobody else has failed."""
        for place, code in enumerate(codes):
            if not code:
                continue
            if code > 0 or self._starts[place] == MOST_STARTS:
                return False
            name, (kind, index) = signal.Signals(-code).name, self._places[place]
            text = f"{kind} {index} was ended by {name}, starting it again"
            print(f"trainer.launch: {text}", file=sys.stderr, flush=True)
            self._processes[place] = self._started(place)
        return True

    def _signal(self, number: int) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.send_signal(number)

    def _end(self, code: int) -> int:
        """Ends all that are left; returns the exit code of the run."""
        self._stopped = True
        self._signal(signal.SIGTERM)
        for process in self._processes:
            process.wait()
        return _exit_code(code)


def addresses_of(counts: Mapping[str, int]) -> Mapping[str, Sequence[str]]:
    """Returns a free address of this host for each of so many processes of a kind."""
    ports = iter(free_ports(sum(counts.values())))
    return {
        kind: [f"localhost:{next(ports)}" for _ in range(many)]
        for kind, many in counts.items()
    }


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
    return code if code >= 0 else 128 - code


def _main() -> None:
    own, flags = split(sys.argv[1:])
    parser = Arguments("python -m trainer.launch", "Trains by several processes here.")
    count = "how many processes train; the flags of trainer.task follow --"
    parser.add_argument("--workers", type=integer_from(1), required=True, help=count)
    servers = "how many processes hold the variables, for asynchronous workers"
    parser.add_argument("--ps", type=integer_from(0), default=0, help=servers)
    given = parser.parse_args(own)
    processes = Processes(given.workers, given.ps, flags)
    signal.signal(signal.SIGTERM, processes.stop)
    code = processes.wait()
    if code:
        sys.exit(code)


if __name__ == "__main__":
    sys.exit(exit_with("trainer.launch", _main))
