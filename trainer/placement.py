"""Which device holds a table: an accelerator with room for it, the host, a server."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

import tensorflow as tf
from tensorflow.python.client import device_lib

from trainer.workers.cluster import SERVER

# A table comes with at most two slots of its own size, those of Adam and of FTRL.
COPIES = 3
# Of an accelerator's memory; the dense layers and the batches need some, too.
MOST_OF_MEMORY = 0.7
HOST = "/CPU:0"
# The devices of the parameter servers, where variables are made on them.
_servers: ContextVar[tuple[str, ...]] = ContextVar("servers", default=())


class Accelerator(NamedTuple):
    """A device that multiplies faster than the host.

    Attributes:
      name: as `tf.device` takes it.
      memory: in bytes, what TensorFlow has of it.
    """

    name: str
    memory: int


@contextmanager
def holding(table_bytes: int) -> Iterator[None]:
    """Makes the variables inside on the device that is to hold a table.

    Without an accelerator nothing is said about devices. A gather from a table of the
    host sends the rows that a batch reads, and no table.

    Args:
      table_bytes: of the table, without its slots.
    """
    there = accelerator()
    if there is None:
        yield
        return
    with tf.device(device_for(table_bytes, there)):
        yield


@contextmanager
def on_servers(count: int) -> Iterator[None]:
    """Makes the variables inside on parameter servers, tables in a shard on each.

    Args:
      count: of the servers.
    """
    devices = tuple(f"/job:{SERVER}/task:{n}/device:CPU:0" for n in range(count))
    before = _servers.set(devices)
    try:
        with tf.device(devices[0]):
            yield
    finally:
        _servers.reset(before)


def servers() -> tuple[str, ...]:
    """Returns the devices of the servers that variables are made on now, if any."""
    return _servers.get()


def is_served(variable: tf.Variable) -> bool:
    """Returns whether a variable is on a server, where several workers write it."""
    return f"/job:{SERVER}/" in variable.device


def device_for(table_bytes: int, there: Accelerator) -> str:
    """Returns the device that is to hold a table, as `tf.device` takes it."""
    fits = COPIES * table_bytes <= MOST_OF_MEMORY * there.memory
    return there.name if fits else HOST


def accelerator() -> Accelerator | None:
    """Returns the first GPU, where there is one."""
    if not tf.config.list_logical_devices("GPU"):
        return None
    gpu = next(d for d in device_lib.list_local_devices() if d.device_type == "GPU")
    return Accelerator(gpu.name, gpu.memory_limit)
