"""`python -m bench.train.exchange_step TOTAL`: one of two workers, as `TF_CONFIG` says.

It takes steps on its half of every batch. It prints the bytes that it has received in
them, on all its connections, and how many rows of a vocabulary its halves have.
"""

import argparse
import json
import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import tensorflow as tf

from bench.train import criteo_records, workload
from bench.train.our_step import FOLDERS, LIKE_THE_PEERS
from bench.train.workload import Workload
from trainer import compilation, config, models
from trainer.inputs import Batch
from trainer.workers import cluster
from trainer.workers.connection import Connection

# The ids are those of a vocabulary of so many rows, whatever the tables have.
IDS_OF = 1_000_000
WIDTH = 8
WARM_UP_STEPS = 2
# Of Linux' `struct tcp_info`, from its beginning to tcpi_bytes_received.
_TCP_INFO = struct.Struct("=128xQ")


def main() -> None:
    """Steps and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("total", type=int, help="rows of the vocabulary")
    total = parser.parse_args().total
    connection = Connection(cluster.of_environment(os.environ))
    flags = (*FOLDERS, *LIKE_THE_PEERS, f"--embedding-dimension={WIDTH}")
    parsed = config.parse(flags)
    model = models.build(parsed, criteo_records.schema(workload.sizes_of(total)))
    compilation.compile_model(model, parsed, exchange=connection.exchange)
    step = tf.function(model.train_step, reduce_retracing=True)
    batches = list(_halves(workload.draw(IDS_OF), connection.cluster.worker.index))
    for batch in batches[:WARM_UP_STEPS]:
        step(batch)
    connection.meet()
    before = received_bytes()
    for batch in batches[WARM_UP_STEPS:]:
        step(batch)
    connection.meet()
    received = received_bytes() - before
    rows = sum(_rows(batch) for batch in batches[WARM_UP_STEPS:])
    print(json.dumps({"received": received, "rows": rows}))


def received_bytes() -> int:
    """Returns what has come in over the TCP connections that this process has now."""
    total = 0
    for descriptor in Path("/proc/self/fd").iterdir():
        # The listing has one of its own, which is gone.
        if descriptor.is_socket():
            with socket.socket(fileno=os.dup(int(descriptor.name))) as connection:
                total += _received(connection)
    return total


def _received(connection: socket.socket) -> int:
    if connection.family not in (socket.AF_INET, socket.AF_INET6):
        return 0
    told = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO.size)
    return _TCP_INFO.unpack(told)[0]


def _halves(drawn: Workload, index: int) -> Iterator[Batch]:
    half = drawn.label.shape[1] // 2
    part = slice(index * half, (index + 1) * half)
    for numeric, ids, label in zip(drawn.numeric, drawn.ids, drawn.label, strict=True):
        features = {"numeric": numeric[part], "ids": ids[part]}
        tensors = tf.nest.map_structure(tf.constant, (features, label[part]))
        yield (*tensors, tf.ones([half]))


def _rows(batch: Batch) -> int:
    features, _, _ = batch
    return sum(len(np.unique(column)) for column in features["ids"].numpy().T)


if __name__ == "__main__":
    main()
