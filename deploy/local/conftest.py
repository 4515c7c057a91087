"""Fixtures of the main job's tests: one whole run, and jobs that are killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.local.run_folder import RunFolder

ROWS = 3000


def main_job(*arguments: object) -> list[str]:
    """The command line of the main job."""
    return [sys.executable, "-m", "deploy.local.main_job", *map(str, arguments)]


def run_job(*arguments: object) -> subprocess.CompletedProcess:
    """Runs the main job to its end."""
    return subprocess.run(main_job(*arguments), capture_output=True, text=True)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A run over generated rows that has ended well; tests do not change it."""
    folder = RunFolder(tmp_path_factory.mktemp("main_job") / "run")
    done = run_job("run", "--rows", ROWS, "--out", folder.root)
    assert done.returncode == 0, done.stdout + done.stderr
    (folder.root.parent / "printed").write_text(done.stdout)
    return folder


def kill_when(seen: Callable[[], object], *arguments: object) -> None:
    """Starts the main job and kills it, stage and all, once something is seen."""
    job = subprocess.Popen(
        main_job(*arguments),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 120
    while not seen():
        assert job.poll() is None, f"the job ended first, with {job.returncode}"
        assert time.monotonic() < deadline, "nothing was seen in two minutes"
        time.sleep(0.002)
    os.killpg(job.pid, signal.SIGKILL)
    job.wait()


def entries(folder: Path) -> list[Path]:
    """What lies in a folder, if it is there."""
    return sorted(folder.iterdir()) if folder.is_dir() else []
