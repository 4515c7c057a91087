"""`python -m bench.tfrecord.figures FILE`: the table of what the JVM measured.

FILE is what TFRecordBenchmark (src/main/scala) leaves: for each row, what both sides
did in a second, measured in turn. The ratio is the median of the turns' ratios.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.results import Row, write
from trainer.contract.arguments import Arguments
from trainer.contract.errors import exit_with


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the table and leaves it as JSON."""
    lines = _parser().parse_args(arguments).file.read_text().splitlines()
    write("tfrecord", [row(json.loads(line)) for line in lines])


def row(measured: dict) -> Row:
    """The row of one measurement: its `name`, `unit`, `goal` and `pairs`."""
    ours = [pair[0] for pair in measured["pairs"]]
    peer = [pair[1] for pair in measured["pairs"]]
    return Row(
        name=measured["name"],
        ours=statistics.median(ours),
        peer=statistics.median(peer),
        unit=measured["unit"],
        ratio=statistics.median(a / b for a, b in zip(ours, peer, strict=True)),
        goal=measured["goal"],
        spread=max(ours) - min(ours),
    )


def _parser() -> argparse.ArgumentParser:
    parser = Arguments("python -m bench.tfrecord.figures", "The source and its peers.")
    parser.add_argument("file", type=Path, help="what the JVM measured, a row a line")
    return parser


if __name__ == "__main__":
    sys.exit(exit_with("bench.tfrecord", main))
