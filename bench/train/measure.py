"""`python -m bench.train.measure FOLDER`: the table of the trainer and its peers."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.results import write
from trainer.contract.arguments import Arguments
from trainer.contract.errors import exit_with
from trainer.quiet_tensorflow import import_tensorflow


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the table and leaves it as JSON.

    Raises:
        SparkyError: A contestant failed, or reads other rows than the others.
    """
    given = _parser().parse_args(arguments)
    # On a GPU each process takes what it needs, and not all there is.
    os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
    import_tensorflow()
    from bench.train import exchange_bytes, fed_training, reading, worker_runs
    from bench.train.encoded_rows import encoded_rows
    from bench.train.steps import Benchmark

    logs = given.logs or given.folder
    data = encoded_rows(given.folder, logs, given.rows, given.rows // 10)
    rows = reading.measure(data, given.rounds)
    rows += fed_training.measure(data.many, given.rounds)
    rows += Benchmark(given.folder / "steps", given.torch, given.rounds).run()
    runs = given.folder / "runs"
    rows += worker_runs.measure(data.many, data.single, runs, given.rounds)
    rows.append(exchange_bytes.measure())
    write("train", rows)


def _parser() -> argparse.ArgumentParser:
    parser = Arguments("python -m bench.train.measure", "The trainer and its peers.")
    parser.add_argument("folder", type=Path, help="where outputs go, and are replaced")
    parser.add_argument("--logs", type=Path, help="where rows-N.tsv are, or are made")
    parser.add_argument("--rows", type=int, default=2_000_000, help="of the log")
    torch = "a Python that has torch"
    parser.add_argument("--torch", type=Path, required=True, help=torch)
    parser.add_argument("--rounds", type=int, default=5, help="of each contestant")
    return parser


if __name__ == "__main__":
    sys.exit(exit_with("bench.train", main))
