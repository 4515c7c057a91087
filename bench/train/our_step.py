"""`python -m bench.train.our_step TOTAL [--like N] [FLAG…]`: this project's step."""

import argparse

import tensorflow as tf

from bench.train import criteo_records
from bench.train.taking_turns import serve
from bench.train.workload import Workload, draw
from trainer import config, models, training

FOLDERS = ("--job-dir=none", "--train-dir=none", "--eval-dir=none")


def main() -> None:
    """Trains the default model under `fit`, with the trainer's own flags."""
    parser = argparse.ArgumentParser()
    parser.add_argument("total", type=int)
    parser.add_argument("--like", type=int)
    given, flags = parser.parse_known_args()
    workload = draw(given.total, given.like)
    parsed = config.parse([*FOLDERS, *flags])
    model = models.build(parsed, criteo_records.schema(workload.sizes))
    training.compile_model(model, parsed)
    batches = _batches(workload)

    def take(steps: int) -> None:
        model.fit(batches.repeat().take(steps), shuffle=False, verbose=0)

    serve(take)


def _batches(workload: Workload) -> tf.data.Dataset:
    """Returns the batches as `fit` takes them, from memory."""
    features = {"numeric": workload.numeric, "ids": workload.ids}
    weight = tf.ones_like(workload.label)
    batches = tf.data.Dataset.from_tensor_slices((features, workload.label, weight))
    options = tf.data.Options()
    options.autotune.enabled = False
    return batches.prefetch(2).with_options(options)


if __name__ == "__main__":
    main()
