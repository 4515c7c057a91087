"""The flags of one training run."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer import flag_values, model_flags, optimizer_flags, run_flags
from trainer.contract.arguments import Arguments

UNTIL_STOPPED = -1
EPOCHS = 10


@dataclass(frozen=True)
class RunConfig:
    """One run, by its flags; None where `--help` says what that means.

    Attributes:
      job_dir: what the run leaves.
      train_dir: records to learn from; None where nothing is learnt.
      eval_dir: records to evaluate on.
      artifact_dir: None is where the train manifest says.
      warm_start: an earlier run that this one begins with; None draws all weights.
      model: a name of `model_flags.MODELS`, or a user's own, as `OWN` there says.
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
      table_optimizer: of the embeddings: a name of `optimizer_flags.TABLE_RATES`.
      learning_rate: of the embeddings.
      wide_learning_rate: FTRL's, of the weights of categorical values.
      dense_learning_rate: Adam's, of all other variables.
      l2: of the rows of the tables that a batch has read, or as
        `optimizer_flags.L2_IN_LOSS` says.
      schedule: of all rates together: one of `optimizer_flags.SCHEDULES`.
      warmup_steps: in which the rates rise to what the schedule says.
      positive_weight: of a positive row in the loss, times its own weight.
      embedding_dimension: the width of every embedding; None is by vocabulary size.
      hidden_units: widths of the hidden layers.
      precision: of the dense layers' products in training: one of
        `model_flags.PRECISIONS`.
      numbers: what becomes of them: one of `model_flags.NUMBERS`.
      list_combiner: of the embeddings of a list's values: one of
        `model_flags.LIST_COMBINERS`.
      seed: of the weights and of the order of the rows.
    """

    job_dir: Path
    train_dir: Path | None
    eval_dir: Path
    artifact_dir: Path | None
    warm_start: Path | None
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
        *(run_flags.add_evaluation, model_flags.add_model),
        optimizer_flags.add_optimizers,
    )
    for add_flags in groups:
        add_flags(parser)
    given = [_hyphenated(text) for text in arguments]
    model = parser.parse_args(given).model
    own = model_flags.DEFAULTS_OF_MODEL.get(model, {})
    parser.set_defaults(**{_field_of(flag): text for flag, text in own.items()})
    values = vars(parser.parse_args(given))
    _refuse_contradictions(parser, values)
    values["epochs"] = values["epochs"] or EPOCHS
    return RunConfig(**_with_defaults_of_model(values))


def _refuse_contradictions(parser: Arguments, values: dict[str, Any]) -> None:
    if values["train_dir"] is None and not values["eval_only"]:
        parser.error("the following arguments are required: --train-dir")
    if values["train_steps"] is not None and values["epochs"] is not None:
        parser.error("expected one of --train-steps and --epochs, received both")
    endless = values["train_steps"] == UNTIL_STOPPED
    if endless and values["schedule"] != optimizer_flags.CONSTANT:
        received = f"--schedule {values['schedule']}"
        parser.error(f"--train-steps -1 has no end: expected none, received {received}")


def _with_defaults_of_model(values: dict[str, Any]) -> dict[str, Any]:
    model = values["model"]
    numbers = model_flags.NUMBERS_OF.get(model, model_flags.BINS)
    table = optimizer_flags.TABLE_RATES[values["table_optimizer"]]
    wide = optimizer_flags.WIDE_RATES.get(model, optimizer_flags.OWN_WIDE_RATE)
    return {
        **values,
        "slice": tuple(dict.fromkeys(values["slice"] or ())),
        "numbers": values["numbers"] or numbers,
        "learning_rate": values["learning_rate"] or table,
        "wide_learning_rate": values["wide_learning_rate"] or wide,
    }


def flag_of(name: str) -> str:
    """Returns the flag of a field of `RunConfig`."""
    return "--" + name.replace("_", "-")


def _field_of(flag: str) -> str:
    return flag.removeprefix("--").replace("-", "_")


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
    begin = "job folder of a finished run, to begin with its weights (default: drawn)"
    add("--warm-start", metavar="RUN", type=Path, help=begin)


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


def _steps(text: str) -> int:
    if text == str(UNTIL_STOPPED):
        return UNTIL_STOPPED
    return flag_values.integer(text, 1, "an integer from 1, or -1")
