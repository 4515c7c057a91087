"""A worker or a parameter server: it does what the chief of its run asks of it."""

import os
import time

import tensorflow as tf

from trainer.contract.errors import LostWorkerError
from trainer.termination import TerminatedError, Termination
from trainer.workers.cluster import CHIEF, ServedCluster
from trainer.workers.connection import START_SECONDS
from trainer.workers.parameter_servers.reachable import (
    SECONDS_BETWEEN_LOOKS,
    listens,
    missing,
)

# After a SIGTERM the chief saves a checkpoint of what the servers have.
LAST_SECONDS = 300
SECONDS_TO_BE_ENDED = 2.0


def start(cluster: ServedCluster) -> None:
    """Listens from now on, as long as the process lives."""
    # A step of a worker holds a thread of each server while it waits for another one:
    # with as many as there are cores, all of them may wait.
    threads = (os.cpu_count() or 1) + 2 * len(cluster.workers)
    tf.distribute.Server(
        tf.train.ClusterSpec(cluster.processes),
        job_name=cluster.kind,
        task_index=cluster.index,
        protocol="grpc",
        config=tf.compat.v1.ConfigProto(inter_op_parallelism_threads=threads),
    )


def serve(
    cluster: ServedCluster,
    termination: Termination,
    start_seconds: float = START_SECONDS,
) -> None:
    """Waits as long as the chief is there, which `start` has this process serve.

    Returns after a SIGTERM: at once where there is no chief, or else when it has ended;
    it may save a checkpoint of what the servers have.

    Args:
      cluster: with this process in it.
      termination: asked all the time.
      start_seconds: of the wait for the chief.

    Raises:
      LostWorkerError: the chief has ended: if it comes again, it wants a process that
        knows nothing. Or it has not come in time.
    """
    try:
        _meet(cluster.chief, termination, start_seconds)
        _accompany(cluster.chief, termination)
        # Whoever has started this process may end it with the chief.
        _sleep(SECONDS_TO_BE_ENDED, termination)
    except TerminatedError:
        return
    raise LostWorkerError(f"lost the chief at {cluster.chief}")


def _meet(chief: str, termination: Termination, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not listens(chief):
        if time.monotonic() > until:
            raise missing({CHIEF: chief}, seconds)
        _sleep(SECONDS_BETWEEN_LOOKS, termination)


def _accompany(chief: str, termination: Termination) -> None:
    asked = None
    while listens(chief):
        try:
            _sleep(SECONDS_BETWEEN_LOOKS, termination)
        except TerminatedError:
            asked = asked or time.monotonic()
            if time.monotonic() - asked > LAST_SECONDS:
                raise
            time.sleep(SECONDS_BETWEEN_LOOKS)


def _sleep(seconds: float, termination: Termination) -> None:
    until = time.monotonic() + seconds
    termination.stop_if_requested()
    while time.monotonic() < until:
        time.sleep(min(SECONDS_BETWEEN_LOOKS, seconds))
        termination.stop_if_requested()
