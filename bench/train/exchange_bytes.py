"""What two workers send for a row that a step has read, whatever the vocabulary."""

import json
import os
import subprocess
import sys

from bench.results import Row
from bench.train.exchange_step import IDS_OF, WIDTH
from deploy.local.spark_submit import ROOT
from trainer.contract.errors import InputError
from trainer.launch import free_ports
from trainer.row_cache import memory_left
from trainer.workers.cluster import VARIABLE

LARGE = 30_000_000
WORKERS = 2
PROGRAM = ("-m", "bench.train.exchange_step")
# Of each worker at most, beside its tables and slots.
_BESIDE = 2_000_000_000
_UNIT, _GOAL = "bytes", 0.91


def measure() -> Row:
    """Returns the bytes for a row of a large vocabulary against those of a small one.

    Both tables are read at the same ids. The bytes are those that came in over the
    workers' connections, the gradients of the dense layers and all that gRPC adds to
    them included.

    Raises:
      InputError: a worker failed.
    """
    name = (
        f"(i) {LARGE / 1e6:.0f} M vocabulary rows, against {IDS_OF / 1e6:.0f} M, the "
        "same ids: what two workers send for each row that they read"
    )
    # Embeddings with a slot, weights with two.
    needed = WORKERS * (_BESIDE + LARGE * 4 * (2 * WIDTH + 3))
    if memory_left() < needed:
        reason = f"less than {needed / 1e9:.0f} GB of memory are free"
        return Row(name, 0, 0, _UNIT, 0, _GOAL, 0, skipped=reason)
    ours, peer = bytes_a_row(LARGE), bytes_a_row(IDS_OF)
    return Row(name, ours, peer, _UNIT, peer / ours, _GOAL, 0)


def bytes_a_row(total: int) -> float:
    """Lets two workers take steps with a vocabulary of so many rows.

    Raises:
      InputError: one failed; the text has the end of what it said.
    """
    addresses = [f"localhost:{port}" for port in free_ports(WORKERS)]
    workers = [_started(total, addresses, index) for index in range(WORKERS)]
    ended = [(worker, *worker.communicate()) for worker in workers]
    for worker, _, said in ended:
        if worker.returncode:
            last = "\n".join(said.splitlines()[-20:])
            raise InputError(f"exchange_step failed: {worker.returncode}\n{last}")
    figures = [json.loads(printed.splitlines()[-1]) for _, printed, _ in ended]
    received, rows = (sum(f[name] for f in figures) for name in ("received", "rows"))
    return received / rows


def _started(total: int, addresses: list[str], index: int) -> subprocess.Popen:
    task = {"type": "worker", "index": index}
    place = json.dumps({"cluster": {"worker": addresses}, "task": task})
    command = [sys.executable, *PROGRAM, str(total)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, VARIABLE: place}, **pipes
    )
