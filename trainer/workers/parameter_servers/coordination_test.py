import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from trainer import config, exported_weights, run
from trainer.launch import addresses_of
from trainer.termination import Termination

# A cluster in one process. A worker takes one step after the other: where there is but
# one, the steps are those of a process without servers.
PROGRAM = """
import json, sys
from trainer.workers.cluster import CHIEF, SERVER, WORKER, ServedCluster
from trainer.workers.parameter_servers import server
from trainer.workers.parameter_servers.coordination import Coordination

addresses, *flags = sys.argv[1:]
of = {kind: tuple(at) for kind, at in json.loads(addresses).items()}

def place(kind, index):
    return ServedCluster(of[CHIEF][0], of[WORKER], of[SERVER], kind, index)

for kind in (WORKER, SERVER):
    for index in range(len(of[kind])):
        server.start(place(kind, index))
team = Coordination(place(CHIEF, 0))
from trainer import config, run
from trainer.termination import Termination
print(run.run(config.parse(flags), Termination(), team))
"""


def flags_of(golden, job):
    data = (f"--train-dir={golden.train}", f"--eval-dir={golden.evaluate}")
    return (f"--job-dir={job}", *data, "--batch-size=4", "--hidden-units=8,4")


def served(golden, job, *flags, workers):
    """The folder of the export that so many workers and two servers have trained."""
    addresses = addresses_of({"chief": 1, "worker": workers, "ps": 2})
    command = [sys.executable, "-c", PROGRAM, json.dumps(addresses)]
    command += [*flags_of(golden, job), *flags]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.splitlines()[-1])


def figures_of(job):
    return json.loads((job / "metrics.json").read_bytes())


@pytest.mark.parametrize(
    "flags",
    [
        ("--embedding-dimension=4", "--epochs=3", "--schedule=linear"),
        pytest.param(
            ("--table-optimizer=adam", "--l2=0.01", "--train-steps=9"),
            marks=pytest.mark.soak,
        ),
    ],
)
def test_one_worker_learns_from_two_servers_what_a_single_process_does(
    golden, tmp_path, flags
):
    one, other = tmp_path / "one", tmp_path / "other"
    alone = config.parse([*flags_of(golden, one), *flags])
    expected = exported_weights.read(run.run(alone, Termination()))
    received = exported_weights.read(served(golden, other, *flags, workers=1))
    assert received.keys() == expected.keys()
    for name, values in expected.items():
        np.testing.assert_allclose(received[name], values, 1e-4, 1e-6, err_msg=name)
    figures, of_one = figures_of(other), figures_of(one)
    assert figures["logloss"] == pytest.approx(of_one["logloss"], rel=1e-5)
    assert figures["steps"] == of_one["steps"]


@pytest.mark.soak
def test_two_workers_take_every_batch_once(golden, tmp_path):
    served(golden, tmp_path / "job", "--epochs=2", workers=2)
    figures = figures_of(tmp_path / "job")
    assert figures["steps"] == 8
    assert figures["rows_taken"] == 26
    assert figures["logloss"] < figures["base_logloss"]
