"""The flags of a run that say how the variables of its model are moved."""

from collections.abc import Mapping

from trainer import flag_values
from trainer.contract.arguments import Arguments

# What becomes of the learning rates.
CONSTANT, LINEAR, COSINE = SCHEDULES = ("constant", "linear", "cosine")
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
# Models whose loss has L2, of all weights that a row meets; their optimizer has none.
L2_IN_LOSS = ("ncf",)


def add_optimizers(parser: Arguments) -> None:
    """Adds the flags of how its variables are moved."""
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
