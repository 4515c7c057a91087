import socket

import numpy as np

from bench.train import exchange_step
from bench.train.workload import Workload


def test_what_came_in_over_connections_is_counted():
    with socket.create_server(("localhost", 0)) as server:
        sender = socket.create_connection(server.getsockname())
        receiver, _ = server.accept()
        with sender, receiver:
            before = exchange_step.received_bytes()
            sender.sendall(bytes(1000))
            receiver.recv(1000, socket.MSG_WAITALL)
            assert exchange_step.received_bytes() == before + 1000


def test_two_workers_have_the_halves_of_a_batch(small_workload: Workload):
    halves = [list(exchange_step._halves(small_workload, i)) for i in (0, 1)]
    ids = [[batch[0]["ids"].numpy() for batch in half] for half in halves]
    both = [np.concatenate(parts) for parts in zip(*ids, strict=True)]
    np.testing.assert_array_equal(both, small_workload.ids)
    # A value counts once in a half.
    columns = ids[0][0].T.tolist()
    assert exchange_step._rows(halves[0][0]) == sum(len(set(c)) for c in columns)
