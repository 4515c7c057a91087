"""The flags of one training run."""

import re
from argparse import ArgumentTypeError
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer import flag_values, run_flags
from trainer.contract.arguments import Arguments
from trainer.contract.nearest import nearest

MODELS = ("linear", "wide-deep", "deepfm", "dcn-v2", "dlrm", "mlp", "ncf")
# A user's own model: a module and a function in it.
OWN = "package.module:function"
OWN_MODEL = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*")
UNTIL_STOPPED = -1
# What becomes of the learning rates.
CONSTANT, LINEAR, COSINE = SCHEDULES = ("constant", "linear", "cosine")
EPOCHS = 10
# Found on planted click data: tables learn far too slowly at Adagrad's usual rate.
WIDE_RATES = {
    "linear": 0.3,
    "wide-deep": 0.1,
    "deepfm": 0.1,
    "dcn-v2": 0.1,
    "dlrm": 0.1,
}
OWN_WIDE_RATE = 0.1
TABLE_RATES = {"adagrad": 0.1, "adam": 0.001}
# What becomes of numbers: categories, or features on a scale.
BINS = "bins"
NUMBERS = (BINS, "log", "standard")
# dlrm has layers of its own for numbers, and mlp is for tables of them.
NUMBERS_OF = {"dlrm": "log", "mlp": "log"}
# Of flags, where a model's differ. Those of ncf are the best of a few for the latest
# rating but one of each user of MovieLens-100k; its layers halve, as the paper's do.
DEFAULTS_OF_MODEL = {
    "ncf": {
        "embedding_dimension": "64",
        "hidden_units": "32,16",
        "table_optimizer": "adam",
        "learning_rate": "0.002",
        "l2": "0.01",
    }
}
# Models whose loss has L2, of all weights that a row meets; their optimizer has none.
L2_IN_LOSS = ("ncf",)
# Of what the dense layers multiply, in training.
PRECISIONS = ("float32", "bfloat16")
# What becomes of the embeddings of a list's values.
LIST_COMBINERS = ("mean", "sum")
LIST_COMBINER = "mean"
# The width of an embedding is at most this, by the size of its vocabulary.
BY_SIZE = "by-size"
MOST_BY_SIZE = 16


@dataclass(frozen=True)
class RunConfig:
    """One run, by its flags; None where `--help` says what that means.

    Attributes:
      job_dir: what the run leaves.
      train_dir: records to learn from; None where nothing is learnt.
      eval_dir: records to evaluate on.
      artifact_dir: None is where the train manifest says.
      model: a name of `MODELS`, or a user's own, as `OWN` says.
      batch_size: rows of a step.
      epochs: at most so many; the evaluate logloss stops earlier.
      train_steps: exactly so many, or `UNTIL_STOPPED`; None is as `epochs` says.
      eval_steps: batches to evaluate; None is all.
      slice: features whose values have figures of their own.
      eval_scores: whether the score of every evaluate row is left.
      early_stopping_patience: epochs without a lower evaluate logloss that end a run.
      eval_only: whether the job's model is evaluated, and nothing else.
      resume: whether a run goes on from its last checkpoint: one of `run_flags.RESUME`.
      checkpoint_minutes: between two checkpoints.
      cache: whether rows are kept in memory, where they fit.
      table_optimizer: of the embeddings: a name of `TABLE_RATES`.
      learning_rate: of the embeddings.
      wide_learning_rate: FTRL's, of the weights of categorical values.
      dense_learning_rate: Adam's, of all other variables.
      l2: of the rows of the tables that a batch has read, or as `L2_IN_LOSS` says.
      schedule: of all rates together: one of `SCHEDULES`.
      warmup_steps: in which the rates rise to what the schedule says.
      positive_weight: of a positive row in the loss, times its own weight.
      embedding_dimension: the width of every embedding; None is by vocabulary size.
      hidden_units: widths of the hidden layers.
      precision: of the dense layers' products in training: one of `PRECISIONS`.
      numbers: what becomes of them: one of `NUMBERS`.
      list_combiner: of the embeddings of a list's values: one of `LIST_COMBINERS`.
      seed: of the weights and of the order of the rows.
    """

    job_dir: Path
    train_dir: Path | None
    eval_dir: Path
    artifact_dir: Path | None
    model: str
    batch_size: int
    epochs: int
    train_steps: int | None
    eval_steps: int | None
    slice: tuple[str, ...]
    eval_scores: bool
    early_stopping_patience: int
    eval_only: bool
    resume: str
    checkpoint_minutes: float
    cache: bool
    table_optimizer: str
    learning_rate: float
    wide_learning_rate: float
    dense_learning_rate: float
    l2: float
    schedule: str
    warmup_steps: int
    positive_weight: float
    embedding_dimension: int | None
    hidden_units: tuple[int, ...]
    precision: str
    numbers: str
    list_combiner: str
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
    groups = (
        *(_add_folders, _add_length, run_flags.add_checkpoints),
        *(run_flags.add_evaluation, _add_model, _add_optimizers),
    )
    for add_flags in groups:
        add_flags(parser)
    given = [_hyphenated(text) for text in arguments]
    model = parser.parse_args(given).model
    parser.set_defaults(**DEFAULTS_OF_MODEL.get(model, {}))
    values = vars(parser.parse_args(given))
    if values["train_dir"] is None and not values["eval_only"]:
        parser.error("the following arguments are required: --train-dir")
    if values["train_steps"] is not None and values["epochs"] is not None:
        parser.error("expected one of --train-steps and --epochs, received both")
    if values["train_steps"] == UNTIL_STOPPED and values["schedule"] != CONSTANT:
        received = f"--schedule {values['schedule']}"
        parser.error(f"--train-steps -1 has no end: expected none, received {received}")
    values["epochs"] = values["epochs"] or EPOCHS
    return RunConfig(**_with_defaults_of_model(values))


def _with_defaults_of_model(values: dict[str, Any]) -> dict[str, Any]:
    table = TABLE_RATES[values["table_optimizer"]]
    wide = WIDE_RATES.get(values["model"], OWN_WIDE_RATE)
    return {
        **values,
        "slice": tuple(dict.fromkeys(values["slice"] or ())),
        "numbers": values["numbers"] or NUMBERS_OF.get(values["model"], BINS),
        "learning_rate": values["learning_rate"] or table,
        "wide_learning_rate": values["wide_learning_rate"] or wide,
    }


def flag_of(name: str) -> str:
    """Returns the flag of a field of `RunConfig`."""
    return "--" + name.replace("_", "-")


def _hyphenated(argument: str) -> str:
    if not argument.startswith("--"):
        return argument
    flag, equals, value = argument.partition("=")
    return flag.replace("_", "-") + equals + value


def _add_folders(parser: Arguments) -> None:
    add = parser.add_argument_group("folders").add_argument
    folder = {"type": Path, "metavar": "DIR"}
    add("--job-dir", **folder, required=True, help="what the run leaves")
    learnt = "records to learn from; needed but for --eval-only"
    add("--train-dir", **folder, help=learnt)
    add("--eval-dir", **folder, required=True, help="records to evaluate on")
    where = "schema and vocabularies (default: where the train manifest says)"
    add("--artifact-dir", **folder, help=where)


def _add_length(parser: Arguments) -> None:
    add = parser.add_argument_group("length").add_argument
    count = {"type": flag_values.count, "metavar": "N"}
    add("--batch-size", **count, default=1024, help="rows of a step")
    epochs = "at most so many passes; the evaluate logloss stops earlier"
    add("--epochs", **count, help=f"{epochs} (default: {EPOCHS})")
    steps = {"type": _steps, "metavar": "N"}
    exactly = "exactly so many steps; -1 trains until SIGTERM, and exports nothing"
    add("--train-steps", **steps, help=f"{exactly} (default: as --epochs says)")
    add("--eval-steps", **count, help="evaluate so many batches (default: all)")
    patience = "epochs without a lower evaluate logloss that end the training"
    add("--early-stopping-patience", **count, default=1, help=patience)
    cache = "keep the parsed rows in memory, where half of what is free has room"
    add("--cache", action="store_true", help=cache)


def _add_model(parser: Arguments) -> None:
    add = parser.add_argument_group("model").add_argument
    which = f"one of {', '.join(MODELS)}; or one's own, {OWN}"
    for model, defaults in DEFAULTS_OF_MODEL.items():
        flags = ", ".join(f"{flag_of(n)} {value}" for n, value in defaults.items())
        which += f"; {model} has as defaults {flags}"
    add("--model", type=_model, metavar="NAME", default="wide-deep", help=which)
    width = {"type": _dimension, "metavar": f"N|{BY_SIZE}"}
    embedding = (
        f"width of an embedding, in all models but linear; {BY_SIZE} is "
        f"min({MOST_BY_SIZE}, 1.6 * the vocabulary's size ^ 0.56)"
    )
    add("--embedding-dimension", **width, default=16, help=embedding)
    widths = {"type": flag_values.widths, "metavar": "N,..."}
    hidden = "widths of the hidden layers, in all models but linear"
    add("--hidden-units", **widths, default="128,128,128", help=hidden)
    products = "of the products of the hidden and cross layers, in training alone"
    choice = {"choices": PRECISIONS, "default": PRECISIONS[0]}
    add("--precision", **choice, help=products)
    numbers = (
        "bins: a category for each interval; log: sign(x) * log(1 + |x|), standard: x, "
        "less the mean of the train rows, over their deviation"
    )
    others = ", ".join(f"{recipe} for {model}" for model, recipe in NUMBERS_OF.items())
    default = f"(default: {BINS}, {others})"
    add("--numbers", choices=NUMBERS, help=f"{numbers} {default}")
    combiner = "what a list has of the weights and embeddings of its values"
    combined = {"choices": LIST_COMBINERS, "default": LIST_COMBINER}
    add("--list-combiner", **combined, help=combiner)
    seed = {"type": flag_values.integer_from_0, "metavar": "N"}
    add("--seed", **seed, default=0, help="of the weights and of the order of rows")


def _add_optimizers(parser: Arguments) -> None:
    add = parser.add_argument_group("optimizers").add_argument
    names = {"choices": TABLE_RATES, "default": "adagrad"}
    add("--table-optimizer", **names, help="of the embeddings, row-sparse")
    rate = {"type": flag_values.rate, "metavar": "R"}
    embeddings = f"of the embeddings (default: {_by_name(TABLE_RATES)})"
    add("--learning-rate", **rate, help=embeddings)
    wide = "FTRL's, of the weights of categorical values"
    add(
        "--wide-learning-rate", **rate, help=f"{wide} (default: {_by_name(WIDE_RATES)})"
    )
    add("--dense-learning-rate", **rate, default=0.001, help="Adam's, of all else")
    of_models = ", ".join(L2_IN_LOSS)
    l2 = (
        "pull of both towards zero, on the rows that a batch has read; "
        f"{of_models}: on all weights, as often as a row meets them"
    )
    add("--l2", type=flag_values.strength, metavar="R", default=0.0, help=l2)
    falls = "of all rates: linear and cosine fall to 0 at the end of the last epoch"
    add("--schedule", choices=SCHEDULES, default=CONSTANT, help=falls)
    warmup = {"type": flag_values.integer_from_0, "metavar": "N", "default": 0}
    add("--warmup-steps", **warmup, help="in which all rates rise from 0")
    weight = {"type": flag_values.rate, "metavar": "R", "default": 1.0}
    positive = "of a positive row in the loss of training, times its own weight"
    add("--positive-weight", **weight, help=positive)


def _by_name(rates: Mapping[str, float]) -> str:
    names = {}
    for name, rate in rates.items():
        names.setdefault(rate, []).append(name)
    return ", ".join(f"{rate} for {', '.join(of)}" for rate, of in names.items())


def _model(text: str) -> str:
    if text in MODELS or OWN_MODEL.fullmatch(text):
        return text
    near = nearest(text, MODELS)
    hint = f", did you mean {near}?" if near else ""
    expected = f"{', '.join(MODELS)} or {OWN}"
    raise ArgumentTypeError(f"expected {expected}, received {text}{hint}")


def _dimension(text: str) -> int | None:
    if text == BY_SIZE:
        return None
    return flag_values.integer(text, 1, f"an integer from 1, or {BY_SIZE}")


def _steps(text: str) -> int:
    if text == str(UNTIL_STOPPED):
        return UNTIL_STOPPED
    return flag_values.integer(text, 1, "an integer from 1, or -1")
