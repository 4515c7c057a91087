"""The flags of one training run."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import NoReturn

from trainer.contract.errors import UsageError
from trainer.contract.nearest import nearest

UNTIL_STOPPED = -1
# Found on planted click data: the table learns far too slowly at Adagrad's usual rate.
TABLE_RATES = {"linear": 0.3, "wide-deep": 0.1}


@dataclass(frozen=True)
class RunConfig:
    """One run, every value known; `None` where `--help` says what that means."""

    job_dir: Path
    train_dir: Path
    eval_dir: Path
    artifact_dir: Path | None
    model: str
    batch_size: int
    train_steps: int | None
    eval_steps: int | None
    epochs: int
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
    parser = _parser()
    arguments = [_hyphenated(argument) for argument in arguments]
    _refuse_unknown(arguments, parser)
    given = parser.parse_args(arguments)
    if given.train_steps is not None and given.epochs is not None:
        parser.error("expected one of --train-steps and --epochs, received both")
    values = vars(given)
    values["epochs"] = given.epochs or 10
    if given.learning_rate is None:
        values["learning_rate"] = TABLE_RATES[given.model]
    return RunConfig(**{field.name: values[field.name] for field in fields(RunConfig)})


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (--help lists the flags)")


def _parser() -> _Parser:
    parser = _Parser(
        prog="python -m trainer.task",
        description="Trains a click model, evaluates it and exports a SavedModel.",
        allow_abbrev=False,
    )
    for group in (_add_folders, _add_length, _add_model):
        group(parser)
    return parser


def _add_folders(parser: _Parser) -> None:
    add = parser.add_argument_group("folders").add_argument
    add(
        "--job-dir", type=Path, required=True, metavar="DIR", help="what the run leaves"
    )
    add("--train-dir", type=Path, required=True, metavar="DIR", help="train records")
    add("--eval-dir", type=Path, required=True, metavar="DIR", help="evaluate records")
    add(
        *("--artifact-dir",),
        **{"type": Path, "metavar": "DIR"},
        help="schema and vocabularies (default: where the train manifest says)",
    )


def _add_length(parser: _Parser) -> None:
    add = parser.add_argument_group("length").add_argument
    count = {"type": _count, "metavar": "N"}
    add("--batch-size", **count, default=1024, help="rows of a step (default: 1024)")
    add(
        *("--epochs",),
        **count,
        help="at most so many passes; the evaluate logloss stops earlier (default: 10)",
    )
    add(
        *("--train-steps",),
        **{"type": _steps, "metavar": "N"},
        help="exactly so many steps; -1 trains until SIGTERM, exports nothing "
        "(default: as --epochs says)",
    )
    add("--eval-steps", **count, help="evaluate so many batches (default: all)")


def _add_model(parser: _Parser) -> None:
    add = parser.add_argument_group("model").add_argument
    rates = ", ".join(f"{rate} {name}" for name, rate in TABLE_RATES.items())
    rate = {"type": _rate, "metavar": "R"}
    count = {"type": _count, "metavar": "N"}
    add(
        "--model", choices=TABLE_RATES, default="wide-deep", help="(default: wide-deep)"
    )
    add("--learning-rate", **rate, help=f"Adagrad's, of the table (default: {rates})")
    add(
        *("--dense-learning-rate",),
        **rate,
        default=0.001,
        help="Adam's, of all else (default: 0.001)",
    )
    add(
        *("--embedding-dimension",),
        **count,
        default=16,
        help="width of an embedding; wide-deep (default: 16)",
    )
    add(
        *("--hidden-units",),
        **{"type": _widths, "metavar": "N,N,..."},
        default=(128, 128, 128),
        help="widths of the hidden layers; wide-deep (default: 128,128,128)",
    )
    add(
        *("--seed",),
        **{"type": _seed, "metavar": "N"},
        default=0,
        help="of weights and order; the same seed gives the same model (default: 0)",
    )


def _hyphenated(argument: str) -> str:
    if not argument.startswith("--"):
        return argument
    flag, equals, value = argument.partition("=")
    return flag.replace("_", "-") + equals + value


def _refuse_unknown(arguments: Sequence[str], parser: _Parser) -> None:
    known = ["--help", *(f"--{f.name}".replace("_", "-") for f in fields(RunConfig))]
    for argument in arguments:
        flag = argument.partition("=")[0]
        if flag.startswith("--") and flag not in known:
            near = nearest(flag, known)
            parser.error(
                f"unknown flag {flag}{f', did you mean {near}?' if near else ''}"
            )


def _count(text: str) -> int:
    return _integer(text, 1, "an integer from 1")


def _steps(text: str) -> int:
    steps = _integer(text, UNTIL_STOPPED, "an integer from 1, or -1")
    if steps == 0:
        raise argparse.ArgumentTypeError(
            f"expected an integer from 1, or -1, received {text}"
        )
    return steps


def _seed(text: str) -> int:
    return _integer(text, 0, "an integer from 0")


def _widths(text: str) -> tuple[int, ...]:
    return tuple(_count(width) for width in text.split(","))


def _integer(text: str, least: int, expected: str) -> int:
    if not (text.lstrip("-").isdecimal() and text.isascii() and int(text) >= least):
        raise argparse.ArgumentTypeError(f"expected {expected}, received {text}")
    return int(text)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate < float("inf"):
        raise argparse.ArgumentTypeError(f"expected a number over 0, received {text}")
    return rate
