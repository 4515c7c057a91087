"""The flags of one training run."""

from argparse import ArgumentTypeError
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trainer.contract.arguments import Arguments

UNTIL_STOPPED = -1
EPOCHS = 10
# Found on planted click data: the table learns far too slowly at Adagrad's usual rate.
TABLE_RATES = {"linear": 0.3, "wide-deep": 0.1}


@dataclass(frozen=True)
class RunConfig:
    """One run, by its flags; None where `--help` says what that means.

    Attributes:
      job_dir: what the run leaves.
      train_dir: records to learn from.
      eval_dir: records to evaluate on.
      artifact_dir: None is where the train manifest says.
      model: a name of `TABLE_RATES`.
      batch_size: rows of a step.
      epochs: at most so many; the evaluate logloss stops earlier.
      train_steps: exactly so many, or `UNTIL_STOPPED`; None is as `epochs` says.
      eval_steps: batches to evaluate; None is all.
      learning_rate: Adagrad's, of the table.
      dense_learning_rate: Adam's, of all other variables.
      embedding_dimension: D.
      hidden_units: widths of the hidden layers.
      seed: of the weights and of the order of the rows.
    """

    job_dir: Path
    train_dir: Path
    eval_dir: Path
    artifact_dir: Path | None
    model: str
    batch_size: int
    epochs: int
    train_steps: int | None
    eval_steps: int | None
    learning_rate: float
    dense_learning_rate: float
    embedding_dimension: int
    hidden_units: tuple[int, ...]
    seed: int


def parse(arguments: Sequence[str]) -> RunConfig:
    """Reads the command line; `_` in the name of a flag is `-`.

    Raises:
      UsageError: a flag or value is not known; the text names the nearest.
      SystemExit: after `--help`.
    """
    parser = Arguments(
        "python -m trainer.task",
        "Trains a click model, evaluates it and exports it as a SavedModel.",
    )
    for add_flags in (_add_folders, _add_length, _add_model):
        add_flags(parser)
    values = vars(parser.parse_args([_hyphenated(text) for text in arguments]))
    if values["train_steps"] is not None and values["epochs"] is not None:
        parser.error("expected one of --train-steps and --epochs, received both")
    values["epochs"] = values["epochs"] or EPOCHS
    values["learning_rate"] = values["learning_rate"] or TABLE_RATES[values["model"]]
    return RunConfig(**values)


def _hyphenated(argument: str) -> str:
    if not argument.startswith("--"):
        return argument
    flag, equals, value = argument.partition("=")
    return flag.replace("_", "-") + equals + value


def _add_folders(parser: Arguments) -> None:
    add = parser.add_argument_group("folders").add_argument
    folder = {"type": Path, "metavar": "DIR"}
    add("--job-dir", **folder, required=True, help="what the run leaves")
    add("--train-dir", **folder, required=True, help="records to learn from")
    add("--eval-dir", **folder, required=True, help="records to evaluate on")
    where = "schema and vocabularies (default: where the train manifest says)"
    add("--artifact-dir", **folder, help=where)


def _add_length(parser: Arguments) -> None:
    add = parser.add_argument_group("length").add_argument
    count = {"type": _count, "metavar": "N"}
    add("--batch-size", **count, default=1024, help="rows of a step")
    epochs = "at most so many passes; the evaluate logloss stops earlier"
    add("--epochs", **count, help=f"{epochs} (default: {EPOCHS})")
    steps = {"type": _steps, "metavar": "N"}
    exactly = "exactly so many steps; -1 trains until SIGTERM, and exports nothing"
    add("--train-steps", **steps, help=f"{exactly} (default: as --epochs says)")
    add("--eval-steps", **count, help="evaluate so many batches (default: all)")


def _add_model(parser: Arguments) -> None:
    add = parser.add_argument_group("model").add_argument
    rate = {"type": _rate, "metavar": "R"}
    add("--model", choices=TABLE_RATES, default="wide-deep", help="which model")
    rates = ", ".join(f"{rate} for {name}" for name, rate in TABLE_RATES.items())
    add("--learning-rate", **rate, help=f"Adagrad's, of the table (default: {rates})")
    add("--dense-learning-rate", **rate, default=0.001, help="Adam's, of all else")
    width = {"type": _count, "metavar": "N"}
    embedding = "width of an embedding of wide-deep"
    add("--embedding-dimension", **width, default=16, help=embedding)
    widths = {"type": _widths, "metavar": "N,..."}
    hidden = "widths of the hidden layers of wide-deep"
    add("--hidden-units", **widths, default="128,128,128", help=hidden)
    seed = {"type": _seed, "metavar": "N"}
    add("--seed", **seed, default=0, help="of the weights and of the order of rows")


def _count(text: str) -> int:
    return _integer(text, 1, "an integer from 1")


def _seed(text: str) -> int:
    return _integer(text, 0, "an integer from 0")


def _steps(text: str) -> int:
    if text == str(UNTIL_STOPPED):
        return UNTIL_STOPPED
    return _integer(text, 1, "an integer from 1, or -1")


def _widths(text: str) -> tuple[int, ...]:
    return tuple(_count(width) for width in text.split(","))


def _integer(text: str, least: int, expected: str) -> int:
    # No more digits than a 32-bit integer has, which TensorFlow takes everywhere.
    digits = text.isascii() and text.isdecimal() and len(text) < 10
    if not digits or int(text) < least:
        raise ArgumentTypeError(f"expected {expected}, received {text}")
    return int(text)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate < float("inf"):
        raise ArgumentTypeError(f"expected a number over 0, received {text}")
    return rate
