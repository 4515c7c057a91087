"""`python -m trainer.task`: trains a click model, evaluates it and exports it."""

import os
import sys
from typing import TYPE_CHECKING

from trainer import config
from trainer.config import RunConfig
from trainer.contract.errors import LostWorkerError, exit_with
from trainer.quiet_tensorflow import import_tensorflow, without_chatter
from trainer.termination import Termination
from trainer.workers import restart
from trainer.workers.cluster import SINGLE, Cluster, ServedCluster, of_environment

if TYPE_CHECKING:
    from trainer.workers.team import Alone


def main() -> int:
    """Runs the command line; returns the exit code (FORMAT.md section 9)."""
    return exit_with("trainer.task", _main)


def _main() -> None:
    parsed = config.parse(sys.argv[1:])
    termination = Termination()
    termination.listen()
    cluster = of_environment(os.environ)
    if isinstance(cluster, ServedCluster):
        # It warns of every operation that it ends as it should.
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    if parsed.eval_only:
        # One process is enough.
        if cluster.is_chief:
            _evaluate(parsed, termination)
        return
    try:
        if isinstance(cluster, ServedCluster) and not cluster.is_chief:
            _serve(cluster, termination)
            return
        _train(parsed, cluster, termination)
    except LostWorkerError as error:
        # A SIGTERM has ended all of them.
        termination.stop_if_requested()
        restart.now(f"trainer.task: {error}")


def _serve(cluster: ServedCluster, termination: Termination) -> None:
    with without_chatter():
        from trainer.workers.parameter_servers import server

        server.start(cluster)
    # TensorFlow has taken the signal for itself.
    termination.listen()
    server.serve(cluster, termination)


def _evaluate(parsed: RunConfig, termination: Termination) -> None:
    import_tensorflow()
    from trainer import evaluate_only

    print(evaluate_only.run(parsed, termination))


def _train(
    parsed: RunConfig, cluster: Cluster | ServedCluster, termination: Termination
) -> None:
    team = _team(cluster)
    # TensorFlow has taken the signal for itself when it connects.
    termination.listen()
    import_tensorflow()
    from trainer import run

    exported = run.run(parsed, termination, team)
    if exported:
        print(exported)


def _team(cluster: Cluster | ServedCluster) -> "Alone | None":
    if cluster is SINGLE:
        return None
    # Before TensorFlow looks for devices: those of the others are among them.
    with without_chatter():
        if isinstance(cluster, ServedCluster):
            from trainer.workers.parameter_servers.coordination import Coordination

            return Coordination(cluster)
        from trainer.workers.connection import Connection

        return Connection(cluster)


if __name__ == "__main__":
    sys.exit(main())
