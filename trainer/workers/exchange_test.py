import hashlib
import json
import multiprocessing

import numpy as np
import pytest
import tensorflow as tf

from trainer import compilation, config, golden_dataset, inputs, models
from trainer.launch import free_ports
from trainer.record_folder import open_labelled
from trainer.workers.cluster import SINGLE, VARIABLE, of_environment
from trainer.workers.connection import Connection
from trainer.workers.team import Alone

# Each worker is a fork of a process that has imported all this, and run nothing of it.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([__name__])
# An epoch is 17 steps: of the one row of the last, worker 0 has none.
COPIES, BATCH, STEPS, EPOCHS = 5, 4, 17, 6
SMALL = (f"--batch-size={BATCH}", "--hidden-units=8,4")


@pytest.fixture
def train(golden, tmp_path):
    """The golden train records, five times."""
    golden_dataset.write_copies(tmp_path, golden, COPIES)
    return tmp_path


def learn(end, place, train, flags):
    """A worker: sends the loss of every step, and a digest of what it has learned."""
    cluster = of_environment({VARIABLE: place})
    team = Alone() if cluster is SINGLE else Connection(cluster)
    folders = ["--job-dir=j", f"--train-dir={train}", "--eval-dir=e"]
    parsed = config.parse([*folders, *SMALL, *flags])
    folder = open_labelled(train)
    model = models.build(parsed, folder.schema)
    compilation.compile_model(model, parsed, exchange=team.exchange)
    epoch = tf.Variable(0, dtype=tf.int64, trainable=False)
    batches = inputs.train_batches(folder, BATCH, 7, epoch, STEPS, cluster.worker)
    step = tf.function(model.train_step, reduce_retracing=True)
    losses = []
    for number in range(EPOCHS):
        epoch.assign(number)
        for batch in batches:
            model.reset_metrics()
            losses.append(float(step(batch)["loss"]))
    state = b"".join(v.numpy().tobytes() for v in model.weights)
    end.send({"losses": losses, "state": hashlib.sha256(state).hexdigest()})


def place_of(index, addresses):
    """What `TF_CONFIG` is for a worker."""
    task = {"type": "worker", "index": index}
    return json.dumps({"cluster": {"worker": addresses}, "task": task})


def learned(train, count, *flags):
    """What each of so many workers has seen and learned."""
    addresses = [f"localhost:{port}" for port in free_ports(count)]
    workers, ends = [], []
    for index in range(count):
        place = place_of(index, addresses) if count > 1 else ""
        here, there = FORKS.Pipe(duplex=False)
        workers.append(FORKS.Process(target=learn, args=(there, place, train, flags)))
        workers[-1].start()
        there.close()
        ends.append(here)
    # At the end of a worker that has failed, there is nothing to receive.
    answers = [end.recv() for end in ends]
    for worker, end in zip(workers, ends, strict=True):
        worker.join()
        end.close()
    return answers


@pytest.mark.parametrize("model", ["wide-deep"])
def test_two_workers_learn_what_one_learns_and_both_the_same_bits(train, model):
    (alone,) = learned(train, 1, f"--model={model}")
    one, other = learned(train, 2, f"--model={model}")
    assert one == other
    assert len(alone["losses"]) == STEPS * EPOCHS > 100
    np.testing.assert_allclose(one["losses"], alone["losses"], rtol=1e-5)
    # It has learned something.
    assert alone["losses"][-STEPS] < 0.5 * alone["losses"][0]
