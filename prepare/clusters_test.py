"""The same bytes from one thread, from two, and from executors in other processes."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from deploy.local.spark_submit import spark_environment, spark_home
from prepare.every_row import log
from prepare.every_row.submitted import train
from trainer.contract import manifest as manifests

ROWS, PARTS = 4000, 5
HOST = "127.0.0.1"
WORKERS = 2


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A log, and what one thread makes of it."""
    folder = tmp_path_factory.mktemp("clusters")
    (folder / "log").mkdir()
    text = b"\n".join(log.lines(ROWS, seed=6)) + b"\n"
    (folder / "log" / "rows.csv").write_bytes(text)
    train(folder, "one", PARTS, "local[1]")
    return folder


def made(folder: Path, out: str) -> dict[str, bytes]:
    """Every file that the manifests list, by its name without the run."""
    files = {}
    for directory in (folder / out, folder / f"{out}-artifacts"):
        manifest = manifests.read(directory)
        manifest.verify(directory)
        for file in (*manifest.files, *manifest.rejects):
            name = file.name.replace(manifest.run_id, "RUN")
            files[f"{manifest.kind}/{name}"] = (directory / file.name).read_bytes()
    return files


@pytest.mark.parametrize("master", ["local[2]", "local-cluster[2,1,1024]"])
def test_executors_make_the_bytes_that_one_thread_makes(folder, master):
    train(folder, master, PARTS, master)
    expected = made(folder, "one")
    assert len(expected) == 2 * PARTS + 3
    assert made(folder, master) == expected


@contextmanager
def standalone_cluster(folder: Path) -> Iterator[str]:
    """A master and two workers, each a process; its URL."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    url = f"spark://{HOST}:{port}"
    with ExitStack() as stack:
        stack.enter_context(spark_class("master.Master", "--port", port))
        for number in range(WORKERS):
            work = ("--work-dir", folder / f"worker-{number}", url)
            size = ("--cores", 1, "--memory", "1g")
            stack.enter_context(spark_class("worker.Worker", *size, *work))
        await_port(port)
        yield url


@contextmanager
def spark_class(name: str, *arguments: object) -> Iterator[None]:
    """Runs one of the cluster's own programs for so long."""
    command = [
        str(spark_home() / "bin" / "spark-class"),
        f"org.apache.spark.deploy.{name}",
    ]
    command += ["--host", HOST, "--webui-port", "0", *map(str, arguments)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(
        command, env={**os.environ, **spark_environment()}, **quiet
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def await_port(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as client:
            if client.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on port {port}")


@pytest.mark.soak
def test_a_standalone_cluster_makes_the_bytes_that_one_thread_makes(folder, tmp_path):
    with standalone_cluster(tmp_path) as url:
        train(folder, "standalone", PARTS, url)
    assert made(folder, "standalone") == made(folder, "one")
