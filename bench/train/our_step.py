"""`python -m bench.train.our_step TOTAL [FLAG…]`: this project's step."""

import argparse

import numpy as np

from bench.train import criteo_records
from bench.train.fit_turns import serve_fit
from bench.train.workload import BATCH, draw
from trainer import compilation, config, models

FOLDERS = ("--job-dir=none", "--train-dir=none", "--eval-dir=none")
# The peers' models have numbers as features on a scale, and not as more categories.
LIKE_THE_PEERS = ("--numbers=log",)


def main() -> None:
    """Trains the default model under `fit`, with the trainer's own flags."""
    parser = argparse.ArgumentParser()
    parser.add_argument("total", type=int)
    parser.add_argument("--like", type=int)
    parser.add_argument("--rows", type=int, default=BATCH, help="of a step")
    given, flags = parser.parse_known_args()
    workload = draw(given.total, given.like, given.rows)
    parsed = config.parse([*FOLDERS, *LIKE_THE_PEERS, *flags])
    model = models.build(parsed, criteo_records.schema(workload.sizes))
    compilation.compile_model(model, parsed)
    features = {"numeric": workload.numeric, "ids": workload.ids}
    serve_fit(model, (features, workload.label, np.ones_like(workload.label)))


if __name__ == "__main__":
    main()
