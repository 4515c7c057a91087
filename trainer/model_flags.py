"""The flags of a run that make its model."""

import re
from argparse import ArgumentTypeError

from trainer import flag_values
from trainer.contract.arguments import Arguments
from trainer.contract.nearest import nearest

MODELS = ("linear", "wide-deep", "deepfm", "dcn-v2", "dlrm", "mlp", "ncf")
# A user's own model: a module and a function in it.
OWN = "package.module:function"
OWN_MODEL = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*")
# What becomes of numbers: categories, or features on a scale.
BINS = "bins"
NUMBERS = (BINS, "log", "standard")
# dlrm has layers of its own for numbers, and mlp is for tables of them.
NUMBERS_OF = {"dlrm": "log", "mlp": "log"}
# Of flags, where a model's differ. Those of ncf are the best of a few for the latest
# rating but one of each user of MovieLens-100k; its layers halve, as the paper's do.
DEFAULTS_OF_MODEL = {
    "ncf": {
        "--embedding-dimension": "64",
        "--hidden-units": "32,16",
        "--table-optimizer": "adam",
        "--learning-rate": "0.002",
        "--l2": "0.01",
    }
}
# Of what the dense layers multiply, in training.
PRECISIONS = ("float32", "bfloat16")
# What becomes of the embeddings of a list's values.
LIST_COMBINERS = ("mean", "sum")
LIST_COMBINER = "mean"
# The width of an embedding is at most this, by the size of its vocabulary.
BY_SIZE = "by-size"
MOST_BY_SIZE = 16


def add_model(parser: Arguments) -> None:
    """Adds the flags of what is trained."""
    add = parser.add_argument_group("model").add_argument
    which = f"one of {', '.join(MODELS)}; or one's own, {OWN}"
    for model, defaults in DEFAULTS_OF_MODEL.items():
        flags = ", ".join(f"{flag} {value}" for flag, value in defaults.items())
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
