import json
import os
import subprocess
import sys

import numpy as np
import pytest

from trainer.launch import free_ports

# 25 epochs of 13 rows in batches of 4: of the last row of each, worker 0 has none.
PROGRAM = """
import hashlib, json, os, sys
from trainer.workers.cluster import SINGLE, of_environment
cluster = of_environment(os.environ)
from trainer.workers.connection import Connection
from trainer.workers.team import Alone
team = Alone() if cluster is SINGLE else Connection(cluster)
import tensorflow as tf
from trainer import compilation, config, inputs, models
from trainer.record_folder import open_labelled

train, *flags = sys.argv[1:]
folders = ["--job-dir=j", f"--train-dir={train}", "--eval-dir=e"]
parsed = config.parse([*folders, "--hidden-units=8,4", "--batch-size=4", *flags])
folder = open_labelled(parsed.train_dir)
model = models.build(parsed, folder.schema)
compilation.compile_model(model, parsed, exchange=team.exchange)
epoch = tf.Variable(0, dtype=tf.int64, trainable=False)
batches = inputs.train_batches(folder, 4, 7, epoch, 4, cluster.worker)
step = tf.function(model.train_step, reduce_retracing=True)
losses, total, count = [], 0.0, 0.0
for number in range(25):
    epoch.assign(number)
    for batch in batches:
        model.reset_metrics()
        losses.append(float(step(batch)["loss"]))
state = b"".join(v.numpy().tobytes() for v in model.weights)
print(json.dumps({"losses": losses, "state": hashlib.sha256(state).hexdigest()}))
"""


def started(train, addresses, index, *flags):
    environment = {**os.environ, "TF_CONFIG": ""}
    if addresses:
        task = {"type": "worker", "index": index}
        cluster = {"worker": addresses}
        environment["TF_CONFIG"] = json.dumps({"cluster": cluster, "task": task})
    command = [sys.executable, "-c", PROGRAM, str(train), *flags]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, env=environment, **pipes)


def learned(train, count, *flags):
    """What each of so many workers has seen and learned."""
    addresses = [f"localhost:{port}" for port in free_ports(count)] if count > 1 else []
    workers = [started(train, addresses, index, *flags) for index in range(count)]
    ended = [worker.communicate() for worker in workers]
    for worker, (_, said) in zip(workers, ended, strict=True):
        assert worker.returncode == 0, said
    return [json.loads(printed.splitlines()[-1]) for printed, _ in ended]


@pytest.mark.parametrize("model", ["wide-deep"])
def test_two_workers_learn_what_one_learns_and_both_the_same_bits(golden, model):
    (alone,) = learned(golden.train, 1, f"--model={model}")
    one, other = learned(golden.train, 2, f"--model={model}")
    assert one == other
    assert len(alone["losses"]) == 100
    np.testing.assert_allclose(one["losses"], alone["losses"], rtol=1e-5)
    # It has learned something.
    assert alone["losses"][-4] < 0.5 * alone["losses"][0]
