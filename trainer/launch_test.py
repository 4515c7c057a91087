import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from trainer import exported_weights
from trainer.launch import cores_of, free_ports

FLAGS = ("--batch-size=4", "--embedding-dimension=4", "--hidden-units=8,8")
OFTEN = "--checkpoint-minutes=0.000001"
MOST_SECONDS = 300


def launched(golden, job, *flags, servers=0):
    data = (f"--train-dir={golden.train}", f"--eval-dir={golden.evaluate}")
    command = [sys.executable, "-m", "trainer.launch", "--workers=2"]
    command += [f"--ps={servers}", "--", f"--job-dir={job}", *data, *FLAGS, *flags]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, **pipes)


def begun(golden, job, *flags, servers=0):
    """A launcher whose run has left its first checkpoint."""
    launcher = launched(golden, job, *flags, OFTEN, servers=servers)
    until = time.monotonic() + MOST_SECONDS
    while launcher.poll() is None and time.monotonic() < until:
        if list((job / "checkpoints").glob("step-*.json")):
            return launcher
        time.sleep(0.01)
    launcher.kill()
    raise AssertionError(launcher.communicate())


def figures_of(job):
    return json.loads((job / "metrics.json").read_bytes())


def processes_of(launcher):
    """The processes of a launcher, in their order."""
    children = Path(f"/proc/{launcher.pid}/task/{launcher.pid}/children").read_text()
    return [int(child) for child in children.split()]


def weights(printed):
    return exported_weights.bits(Path(printed.splitlines()[-1]))


def test_a_worker_that_is_killed_comes_back_and_the_bits_are_the_same(golden, tmp_path):
    undisturbed = launched(golden, tmp_path / "one", "--train-steps=400")
    printed, said = undisturbed.communicate(timeout=MOST_SECONDS)
    assert undisturbed.returncode == 0, said
    job = tmp_path / "other"
    disturbed = begun(golden, job, "--train-steps=400")
    os.kill(processes_of(disturbed)[1], signal.SIGKILL)
    again, said = disturbed.communicate(timeout=MOST_SECONDS)
    assert disturbed.returncode == 0, said
    assert "worker 1 was ended by SIGKILL, starting it again" in said
    assert "going on after step" in said
    assert weights(again) == weights(printed)
    # The chief alone writes.
    assert len(list((job / "export" / "Servo").iterdir())) == 1
    assert figures_of(job)["steps"] == 400


@pytest.mark.soak
@pytest.mark.parametrize("servers", [0, 2])
def test_a_sigterm_ends_all_processes_and_leaves_a_checkpoint(
    golden, tmp_path, servers
):
    launcher = begun(golden, tmp_path / "job", "--train-steps=-1", servers=servers)
    processes = processes_of(launcher)
    launcher.send_signal(signal.SIGTERM)
    _, said = launcher.communicate(timeout=MOST_SECONDS)
    assert launcher.returncode == 143, said
    assert "stopped by SIGTERM; saved" in said
    assert not any(Path(f"/proc/{process}").exists() for process in processes)


@pytest.mark.soak
def test_a_worker_of_parameter_servers_that_is_killed_comes_back(golden, tmp_path):
    job = tmp_path / "job"
    launcher = begun(golden, job, "--train-steps=300", servers=2)
    os.kill(processes_of(launcher)[1], signal.SIGKILL)
    _, said = launcher.communicate(timeout=MOST_SECONDS)
    assert launcher.returncode == 0, said
    assert "worker 0 was ended by SIGKILL, starting it again" in said
    # The chief has gone on with the other worker.
    assert "going on after step" not in said
    assert figures_of(job)["steps"] == 300


@pytest.mark.soak
@pytest.mark.parametrize(("place", "name"), [(0, "chief 0"), (4, "ps 1")])
def test_without_its_chief_or_a_server_a_run_goes_back_to_its_checkpoint(
    golden, tmp_path, place, name
):
    job = tmp_path / "job"
    launcher = begun(golden, job, "--train-steps=300", servers=2)
    os.kill(processes_of(launcher)[place], signal.SIGKILL)
    _, said = launcher.communicate(timeout=MOST_SECONDS)
    assert launcher.returncode == 0, said
    assert f"{name} was ended by SIGKILL, starting it again" in said
    assert "going on after step" in said
    assert figures_of(job)["steps"] == 300


def test_the_error_of_a_worker_is_that_of_the_run(golden, tmp_path):
    launcher = launched(golden, tmp_path / "job", "--epoch=1")
    _, said = launcher.communicate(timeout=MOST_SECONDS)
    assert launcher.returncode == 2
    assert 'trainer.task: unknown flag "--epoch"' in said


@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_worker_has_cores_of_its_own_while_there_are_enough(count):
    cores = sorted(os.sched_getaffinity(0))
    given = cores_of(count)
    assert len(given) == count
    assert all(given)
    assert set().union(*given) == set(cores)


def test_ports_differ():
    assert len(set(free_ports(5))) == 5
