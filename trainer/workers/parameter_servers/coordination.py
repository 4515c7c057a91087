"""The chief of an asynchronous run: it reads the rows, and others learn from them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import keras
import tensorflow as tf

from trainer.contract.errors import LostWorkerError
from trainer.models.click_model import ClickModel
from trainer.workers.cluster import CHIEF, SERVER, WORKER, ServedCluster
from trainer.workers.connection import LOST, START_SECONDS, STEP_SECONDS
from trainer.workers.parameter_servers import reachable
from trainer.workers.parameter_servers.served_model import ServedModel
from trainer.workers.parameter_servers.steps_under_way import StepsUnderWay
from trainer.workers.team import Alone

# Of a worker: one that it is at, and those that wait for it.
STEPS_OF_WORKER = 3


class Coordination(Alone):
    """A chief that sends batches to workers, which send gradients to servers.

    Asynchronous stochastic gradient descent: Dean et al., "Large Scale Distributed Deep
    Networks", 2012, section 4.1. A worker reads variables as the others leave them, and
    nobody waits. Rows that two workers write at once are written without a lock: Niu et
    al., "Hogwild!", 2011.

    The chief reads every batch, in the one order that seed and epoch give, and sends it
    to the worker that is free: a worker that is lost takes no rows with it, and needs
    no data of its own. It is `tf.distribute.ParameterServerStrategy` that connects.
    """

    def __init__(self, cluster: ServedCluster, start_seconds: float = START_SECONDS):
        """Waits until all workers and servers are there.

        Args:
          cluster: whose chief this process is.
          start_seconds: the limit of the wait.

        Raises:
          LostWorkerError: one is not there after it; the text says which.
        """
        self._cluster = cluster
        others = {
            f"{kind} {number}": address
            for kind in (WORKER, SERVER)
            for number, address in enumerate(cluster.processes[kind])
        }
        reachable.wait_for(others, start_seconds)
        resolver = tf.distribute.cluster_resolver.SimpleClusterResolver(
            tf.train.ClusterSpec(cluster.processes),
            task_type=CHIEF,
            task_id=0,
            rpc_layer="grpc",
        )
        with self.lost():
            self._strategy = tf.distribute.ParameterServerStrategy(resolver)
            coordinator = tf.distribute.coordinator.ClusterCoordinator
            self._coordinator = coordinator(self._strategy)

    @contextmanager
    def lost(self) -> Iterator[None]:
        """Has the loss of a server say so in one line; that of a worker is none.

        Raises:
          LostWorkerError: a server has ended.
        """
        try:
            yield
        except (*LOST, tf.errors.CancelledError) as error:
            # Steps that wait for one that has lost its server are cancelled.
            first = error.message.strip().splitlines()[0]
            servers = ", ".join(self._cluster.servers)
            raise LostWorkerError(
                f"lost a parameter server of {servers}: {first}"
            ) from error

    def take(self, model: ClickModel, make: Callable[[], ClickModel]) -> None:
        """Makes a likeness of the model on the servers."""
        self._model = model
        self._served = ServedModel(model, make, len(self._cluster.servers))
        self._under_way = StepsUnderWay(self._coordinator, self._learned, STEP_SECONDS)
        self._steps = self._fetched = 0

    def fit(
        self,
        model: ClickModel,
        batches: tf.data.Dataset,
        epochs: range,
        callbacks: Sequence[keras.callbacks.Callback],
    ) -> None:
        """Trains the model on the servers; after every epoch it is here, too."""
        model.stop_training = False
        self._steps = self._fetched = int(model.optimizer.iterations.numpy())
        self._served.push()
        every = keras.callbacks.CallbackList(list(callbacks), model=model)
        every.on_train_begin()
        for epoch in epochs:
            model.reset_metrics()
            every.on_epoch_begin(epoch)
            self._take_steps(batches, every)
            every.on_epoch_end(epoch, model.get_metrics_result())
            if model.stop_training:
                break
        every.on_train_end()

    def collect(self) -> None:
        """Waits for the steps that are under way, and fetches what they have made."""
        while self._under_way.count:
            self._end_step()
        if self._fetched < self._steps:
            self._served.pull(self._steps)
            self._fetched = self._steps

    def _take_steps(
        self, batches: tf.data.Dataset, every: keras.callbacks.CallbackList
    ) -> None:
        most, ended = STEPS_OF_WORKER * len(self._cluster.workers), self._steps
        for batch in batches:
            self._under_way.add(batch)
            if self._under_way.count == most:
                self._end_step()
                # A checkpoint ends all that are under way: the steps may be many.
                figures = self._model.get_metrics_result()
                logs = {name: float(figure) for name, figure in figures.items()}
                every.on_train_batch_end(self._steps - ended - 1, logs)
        self.collect()

    def _end_step(self) -> None:
        self._model.note(tf.constant(self._under_way.end()))
        self._steps += 1
        self._model.optimizer.iterations.assign(self._steps)

    @tf.function(reduce_retracing=True)
    def _learned(self, *batch: tf.Tensor) -> tf.Tensor:
        return self._strategy.run(self._served.served.learn, args=batch)
