"""Batch prediction from the command line: `python -m serving.batch`."""

import argparse
import sys
from collections.abc import Sequence

from serving.progress import rows_progress
from trainer.contract.arguments import Arguments, integer_from
from trainer.contract.errors import exit_with
from trainer.quiet_tensorflow import import_tensorflow
from trainer.termination import Termination

PROGRAM = "serving.batch"
BATCH_SIZE = 4096


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Parses the command line.

    Raises:
      UsageError: it is not one.
    """
    parser = Arguments(PROGRAM, "Scores records with an exported model, as JSON lines.")
    parser.add_argument("--model", required=True, help="the export to score with")
    source = "a record directory, or a glob of part files in one"
    parser.add_argument(
        "--in", dest="pattern", required=True, metavar="PATTERN", help=source
    )
    parser.add_argument("--out", required=True, help="the directory of the predictions")
    parser.add_argument(
        "--batch-size",
        type=integer_from(1),
        default=BATCH_SIZE,
        help="rows scored at once",
    )
    return parser.parse_args(arguments)


def run(arguments: argparse.Namespace) -> None:
    """Runs one batch and prints what it came to."""
    termination = Termination()
    termination.listen()
    # TensorFlow takes seconds to import: not for --help, nor for a mistyped flag.
    import_tensorflow()
    from serving.batch_job import BatchJob
    from serving.input_parts import open_input
    from serving.predictor import Predictor

    source = open_input(arguments.pattern)
    predictor = Predictor(arguments.model)
    job = BatchJob(predictor, source, arguments.out, arguments.batch_size)
    with rows_progress("predict", job.total) as show:

        def advance(rows: int) -> None:
            termination.stop_if_requested()
            show(rows)

        done = job.run(advance)
    rate = done.rows / max(done.seconds, 1e-9)
    print(
        f"{arguments.out}: {done.rows:,} rows, {done.errors:,} errors, "
        f"{done.seconds:.1f} s, {rate:,.0f} rows/s"
    )


def main() -> None:
    """Is the program."""
    sys.exit(exit_with(PROGRAM, lambda: run(parse(None))))


if __name__ == "__main__":
    main()
