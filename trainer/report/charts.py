"""Charts as SVG that stands in a page and takes its colours and font from it."""

import io
import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import matplotlib
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# It says so where it looks for the fonts of a machine, once.
logging.getLogger("matplotlib").setLevel(logging.ERROR)

# What a chart is drawn in, and what stands in the page for it, light or dark.
_VARIABLES = {
    "#000001": "var(--text)",
    "#000002": "var(--dim)",
    "#000003": "var(--line)",
    "#000004": "var(--bar)",
    "#000006": "var(--mark)",
    "#000007": "var(--leaf)",
    "#000008": "var(--plum)",
}
TEXT, DIM, LINE, BAR, MARK, LEAF, PLUM = _VARIABLES
SERIES = (BAR, MARK, LEAF, PLUM, DIM, TEXT)
_STYLE = {
    "svg.fonttype": "none",
    # The same drawing has the same names in it.
    "svg.hashsalt": "sparky",
    "font.size": 8,
    "text.color": DIM,
    "text.parse_math": False,
    "axes.edgecolor": LINE,
    "axes.labelcolor": DIM,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": LINE,
    "grid.linewidth": 0.6,
    "xtick.color": LINE,
    "ytick.color": LINE,
    "xtick.labelcolor": DIM,
    "ytick.labelcolor": DIM,
    "legend.frameon": False,
    "legend.labelcolor": TEXT,
    "figure.constrained_layout.use": True,
}


class Chart:
    """One chart; it is drawn on its `axes`, and `svg` is what it has become."""

    axes: Axes
    svg: Markup


@contextmanager
def chart(x: str, y: str, width: float, height: float) -> Iterator[Chart]:
    """Makes a chart, to be drawn in the block.

    Args:
      x: the label of the axis.
      y: the label of the other.
      width: in inches of 72 points.
      height: likewise.
    """
    made = Chart()
    with matplotlib.rc_context(_STYLE):
        figure = Figure(figsize=(width, height))
        made.axes = figure.add_subplot()
        made.axes.set_xlabel(x)
        made.axes.set_ylabel(y)
        yield made
        made.svg = _inline(figure)


def thinned(
    x: Sequence[float], y: Sequence[float], most: int = 400
) -> tuple[list[float], list[float]]:
    """Returns points of a curve, so many that no eye sees that some are missing."""
    step = max(1, len(x) // most)
    places = [*range(0, len(x) - 1, step), len(x) - 1]
    return [float(x[i]) for i in places], [float(y[i]) for i in places]


def _inline(figure: Figure) -> Markup:
    written = io.StringIO()
    figure.savefig(written, format="svg", transparent=True, metadata={"Date": None})
    svg = written.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    # Names of groups, which several charts of a page would share.
    svg = re.sub(r'<g id="[^"]*">', "<g>", svg)
    svg = re.sub(r" font-family: [^;\"]*;", "", svg)
    for drawn, variable in _VARIABLES.items():
        svg = svg.replace(drawn, variable)
    # matplotlib has escaped the texts in it.
    return Markup(svg)
