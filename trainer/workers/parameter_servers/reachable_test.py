import socket
import threading
import time

import pytest

from trainer.contract.errors import LostWorkerError
from trainer.launch import free_ports
from trainer.workers.parameter_servers import reachable


def test_who_does_not_listen_in_time_is_named():
    with socket.create_server(("localhost", 0)) as there:
        addresses = {
            "worker 0": f"localhost:{there.getsockname()[1]}",
            "ps 1": f"localhost:{free_ports(1)[0]}",
        }
        with pytest.raises(LostWorkerError) as caught:
            reachable.wait_for(addresses, 0.1)
    expected = f"waited 0.1 s for ps 1 at {addresses['ps 1']}: "
    assert str(caught.value) == f"{expected}expected an answer, received none"


def test_one_who_comes_later_is_waited_for():
    (port,) = free_ports(1)
    opened = []

    def come():
        time.sleep(0.3)
        opened.append(socket.create_server(("localhost", port)))

    thread = threading.Thread(target=come)
    thread.start()
    reachable.wait_for({"ps 0": f"localhost:{port}"}, 30)
    thread.join()
    opened[0].close()
    assert not reachable.listens(f"localhost:{port}")
