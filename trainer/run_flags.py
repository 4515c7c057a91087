"""The flags of a run that say nothing of its model: checkpoints and evaluation."""

from trainer import flag_values
from trainer.contract.arguments import Arguments

# Whether a run goes on from the last checkpoint of an unfinished one.
AUTO, NEVER = RESUME = ("auto", "never")


def add_checkpoints(parser: Arguments) -> None:
    """Adds the flags of a run that is stopped or killed."""
    add = parser.add_argument_group("checkpoints").add_argument
    resume = (
        "auto: go on where an unfinished run of the same data and flags was stopped "
        "or killed; never: train from the start"
    )
    add("--resume", choices=RESUME, default=AUTO, help=resume)
    minutes = {"type": flag_values.rate, "metavar": "R", "default": 10.0}
    often = "between two checkpoints; there is one after every epoch, too"
    add("--checkpoint-minutes", **minutes, help=often)


def add_evaluation(parser: Arguments) -> None:
    """Adds the flags of what is found out about a model."""
    add = parser.add_argument_group("evaluation").add_argument
    only = "evaluate what the job's last run has trained, and train nothing"
    add("--eval-only", action="store_true", help=only)
    features = {"action": "append", "metavar": "FEATURE"}
    by_value = "figures of the rows of each value of a feature; may be there again"
    add("--slice", **features, help=by_value)
    scores = "leave key, label and score of every evaluate row in eval-scores.csv"
    add("--eval-scores", action="store_true", help=scores)
