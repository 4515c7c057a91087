"""`python -m trainer.task`: trains a click model, evaluates it and exports it."""

import os
import sys
from typing import TYPE_CHECKING

from trainer import config, restart
from trainer.cluster import SINGLE, Cluster, of_environment
from trainer.contract.errors import LostWorkerError, exit_with
from trainer.quiet_tensorflow import import_tensorflow, without_chatter
from trainer.termination import Termination

if TYPE_CHECKING:
    from trainer.connection import Connection


def main() -> int:
    """Runs the command line; returns the exit code (FORMAT.md section 9)."""
    return exit_with("trainer.task", _main)


def _main() -> None:
    parsed = config.parse(sys.argv[1:])
    termination = Termination()
    termination.listen()
    cluster = of_environment(os.environ)
    # One process is enough to evaluate.
    connection = None if parsed.eval_only else _connected(cluster)
    # TensorFlow has taken the signal for itself when it connects.
    termination.listen()
    import_tensorflow()
    from trainer import evaluate_only, run

    if parsed.eval_only:
        if cluster.is_chief:
            print(evaluate_only.run(parsed, termination))
        return
    try:
        exported = run.run(parsed, termination, connection)
    except LostWorkerError as error:
        # A SIGTERM has ended all of them.
        termination.stop_if_requested()
        restart.now(f"trainer.task: {error}")
    if exported:
        print(exported)


def _connected(cluster: Cluster) -> "Connection | None":
    if cluster is SINGLE:
        return None
    # Before TensorFlow looks for devices: those of the others are among them.
    with without_chatter():
        from trainer.connection import Connection

        return Connection(cluster)


if __name__ == "__main__":
    sys.exit(main())
