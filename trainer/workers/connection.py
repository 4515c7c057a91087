"""The wires between the workers of a cluster: what one has, all get."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import keras
import numpy as np
import tensorflow as tf
from tensorflow.python.distribute.collective_all_reduce_strategy import (
    CollectiveAllReduceExtended,
)
from tensorflow.python.eager import context

from trainer.contract.errors import ContractError, LostWorkerError
from trainer.workers.cluster import Cluster
from trainer.workers.exchange import Exchange
from trainer.workers.team import Alone
from trainer.workers.wait_limit import StepLimit, WaitLimit

# Of the others, until all are there.
START_SECONDS = 600
# Of a step of another worker, which may evaluate or write a checkpoint before it.
STEP_SECONDS = 900
# Of the chief at the end, which evaluates and exports.
END_SECONDS = 6 * 3600
# The group that takes part in all operations.
_GROUP = 1
# For TensorFlow all operations of one number have one shape, for ever. So sizes are
# rounded up to one of these, by a sixteenth at most, and each has a number of its own.
_SIZES = [sixteenths << power for power in range(27) for sixteenths in range(16, 32)]


# What TensorFlow answers when a worker is gone, and when it does not come in time.
LOST = (
    tf.errors.UnavailableError,
    tf.errors.AbortedError,
    tf.errors.DeadlineExceededError,
    # It has been started again, before anybody has noticed.
    tf.errors.FailedPreconditionError,
)


class Connection(Alone):
    """Every worker of a cluster, connected to all others; each has all of the model.

    TensorFlow's `MultiWorkerMirroredStrategy` connects them, with its collective
    operations; models, variables and steps stay those of a single process.

    Attributes:
      cluster: who is connected.
      limit: of the wait for the others' part of a step.
    """

    def __init__(self, cluster: Cluster, start_seconds: int = START_SECONDS):
        """Waits until all workers are there.

        Args:
          cluster: of two workers at least.
          start_seconds: the limit of the wait.

        Raises:
          LostWorkerError: a worker is not there after it; the text says which may be.
        """
        self.cluster = cluster
        self.worker, self.is_chief = cluster.worker, cluster.is_chief
        self.exchange = Exchange(self.gathered)
        # TensorFlow would wait for ever.
        CollectiveAllReduceExtended._check_health_initial_timeout = start_seconds
        worker = cluster.worker
        resolver = tf.distribute.cluster_resolver.SimpleClusterResolver(
            tf.train.ClusterSpec({"worker": list(cluster.addresses)}),
            task_type="worker",
            task_id=worker.index,
            rpc_layer="grpc",
        )
        try:
            # It lives as long as the process: it looks after the others' health.
            self._strategy = tf.distribute.MultiWorkerMirroredStrategy(resolver)
            self.limit = WaitLimit(_end_gathers)
        except tf.errors.OpError as error:
            others = [a for i, a in enumerate(cluster.addresses) if i != worker.index]
            raise LostWorkerError(
                f"waited {start_seconds} s for the workers {', '.join(others)}: "
                "expected all of them, received no answer of one at least"
            ) from error

    def gathered(self, values: tf.Tensor) -> tf.Tensor:
        """Returns what each worker has, int32 [W, N], of int32 [N].

        Args:
          values: of this worker; all come with the same N, another one each time.
        """
        size = tf.size(values)
        place = tf.searchsorted(_SIZES, [size])[0]
        filled = tf.pad(values, [[0, tf.gather(_SIZES, place) - size]])
        workers = self.cluster.worker.count
        every = tf.raw_ops.CollectiveGatherV2(
            input=filled,
            group_size=workers,
            group_key=_GROUP,
            instance_key=place,
            ordering_token=[],
        )
        return tf.reshape(every, [workers, tf.size(filled)])[:, :size]

    @contextmanager
    def lost(self) -> Iterator[None]:
        """Has a gather that fails say so in one line.

        Raises:
          LostWorkerError: another worker has ended, or has not come in time.
        """
        try:
            yield
        except LOST as error:
            first = error.message.strip().splitlines()[0]
            workers = ", ".join(self.cluster.addresses)
            raise LostWorkerError(f"lost a worker of {workers}: {first}") from error

    def callbacks(self) -> list[keras.callbacks.Callback]:
        """Returns the limit of the wait for the others' part of a step."""
        return [StepLimit(self.limit, STEP_SECONDS)]

    def meet(self) -> None:
        """Waits until all workers have come here, six hours at most."""
        with self.lost():
            self._together([0], END_SECONDS)

    def of_chief(self, number: float) -> float:
        """Returns the number that the chief has come here with."""
        return float(self._together([number])[0, 0])

    def require_same(self, what: str, numbers: Sequence[float]) -> None:
        """Waits for all workers, and compares them.

        Raises:
          ContractError: a worker has come with other numbers than the chief.
        """
        together = self._together(numbers)
        for index, received in enumerate(together.tolist()):
            if received != together[0].tolist():
                raise ContractError(
                    f"{what}: expected {together[0].tolist()}, as the chief has, "
                    f"received {received} of worker {index}"
                )

    def _together(
        self, numbers: Sequence[float], seconds: float = STEP_SECONDS
    ) -> np.ndarray:
        """Returns the numbers of each worker, float64 [W, N]."""
        bits = np.asarray(numbers, np.float64).view(np.int32)
        with self.limit.within(seconds):
            return self._between_steps(bits).numpy().view(np.float64)

    @tf.function(reduce_retracing=True)
    def _between_steps(self, bits: tf.Tensor) -> tf.Tensor:
        return self.gathered(bits)


def _end_gathers(text: str) -> None:
    context.context().abort_collective_ops(tf.errors.DEADLINE_EXCEEDED, text)
