"""NVTabular's own workload on a GPU, against the figure that its notebook has."""

import statistics
from pathlib import Path

import tensorflow as tf

from bench.results import Row
from bench.train.step_processes import Contestant, play
from bench.train.workload import FULL

# Its notebook "Scaling Criteo: Training with TensorFlow": 3,046 steps of 65,536 rows in
# 103 s, of 26 tables of width 16 below 128-128-128, with plain gradient descent.
BATCH, STEPS, SECONDS = 65_536, 3_046, 103
_FLAGS = ("--model=mlp", "--precision=bfloat16", f"--rows={BATCH}")


def measure(rounds: int, logs: Path) -> Row:
    """Returns our samples a second against the notebook's; skipped without a GPU."""
    name = f"(g) a GPU, batches of {BATCH:,} rows, {FULL / 1e6:.1f} M vocabulary rows"
    published = STEPS * BATCH / SECONDS
    unit, against = "samples/s", f"{name}: against NVTabular's notebook"
    if not tf.config.list_physical_devices("GPU"):
        reason = "TensorFlow has no GPU"
        return Row(against, 0, published, unit, 0, 1.0, 0, skipped=reason)
    arguments = (str(FULL), *_FLAGS)
    ours = Contestant("ours", "bench.train.our_step", arguments, 64, batch=BATCH)
    (rates,) = play([ours], rounds, logs).values()
    rate, spread = statistics.median(rates), max(rates) - min(rates)
    return Row(against, rate, published, unit, rate / published, 1.0, spread)
