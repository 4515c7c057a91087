import socket
import threading

import pytest

from trainer.contract.errors import LostWorkerError
from trainer.launch import free_ports
from trainer.termination import TerminatedError, Termination
from trainer.workers.cluster import ServedCluster
from trainer.workers.parameter_servers import server
from trainer.workers.parameter_servers.server import serve


class AskedAfter(Termination):
    """A SIGTERM that comes when it has been asked for so many times."""

    def __init__(self, times):
        super().__init__()
        self.times = times

    def stop_if_requested(self):
        self.times -= 1
        if self.times < 0:
            raise TerminatedError("stopped by SIGTERM")


def served_by(port):
    return ServedCluster(f"localhost:{port}", ("b:2",), ("c:3",), "worker", 0)


def test_a_chief_that_does_not_come_is_waited_for_so_long():
    (port,) = free_ports(1)
    with pytest.raises(LostWorkerError) as caught:
        serve(served_by(port), Termination(), start_seconds=0.1)
    expected = "expected an answer, received none"
    assert (
        str(caught.value) == f"waited 0.1 s for chief at localhost:{port}: {expected}"
    )


def test_without_its_chief_a_server_has_nothing_to_go_on_with(monkeypatch):
    monkeypatch.setattr(server, "SECONDS_TO_BE_ENDED", 0.1)
    chief = socket.create_server(("localhost", 0))
    port = chief.getsockname()[1]
    threading.Timer(0.5, chief.close).start()
    with pytest.raises(LostWorkerError) as caught:
        serve(served_by(port), Termination())
    assert str(caught.value) == f"lost the chief at localhost:{port}"


def test_a_sigterm_without_a_chief_ends_a_server_at_once():
    (port,) = free_ports(1)
    serve(served_by(port), AskedAfter(2))


def test_after_a_sigterm_a_server_stays_as_long_as_its_chief():
    chief = socket.create_server(("localhost", 0))
    gone = threading.Event()

    def go():
        gone.set()
        chief.close()

    threading.Timer(1, go).start()
    serve(served_by(chief.getsockname()[1]), AskedAfter(0))
    assert gone.is_set()


def test_a_chief_that_does_not_end_after_a_sigterm_is_left(monkeypatch):
    monkeypatch.setattr(server, "LAST_SECONDS", 0.3)
    with socket.create_server(("localhost", 0)) as chief:
        serve(served_by(chief.getsockname()[1]), AskedAfter(0))
