"""Which device holds a table: the accelerator where it has the room, or the host."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import tensorflow as tf
from tensorflow.python.client import device_lib

# A table comes with at most two slots of its own size, those of Adam and of FTRL.
COPIES = 3
# Of an accelerator's memory; the dense layers and the batches need some, too.
MOST_OF_MEMORY = 0.7
HOST = "/CPU:0"


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
