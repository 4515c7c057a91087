"""The curves of one run, or of several in one chart."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from trainer.curves.learning_curves import Curves
from trainer.evaluate.ranked_rows import Classes
from trainer.report import charts
from trainer.report.charts import BAR, DIM, MARK, SERIES, chart, thinned

# Three of them and the learning curves have room side by side.
_SQUARE = (2.55, 2.6)


def learning(curves: Curves) -> Markup | None:
    """Draws train and evaluate logloss by step; None where there is no point."""
    if not curves.get("loss") and not curves.get("evaluate_logloss"):
        return None
    with chart("steps", "logloss", 3.3, 2.6) as made:
        if points := curves.get("loss"):
            made.axes.plot(*_points(points), color=BAR, lw=1.2, label="train")
        if points := curves.get("evaluate_logloss"):
            made.axes.plot(
                *_points(points), color=MARK, lw=1.5, marker="o", ms=3, label="evaluate"
            )
        made.axes.legend()
    return made.svg


def compared(named: Mapping[str, Curves], tag: str, what: str) -> Markup | None:
    """Draws one scalar of several runs; None where no run has it."""
    there = {name: curves[tag] for name, curves in named.items() if curves.get(tag)}
    if not there:
        return None
    with chart("steps", what, 5.6, 2.9) as made:
        for number, (name, points) in enumerate(there.items()):
            colour = SERIES[number % len(SERIES)]
            marker = "o" if len(points) < 30 else None
            made.axes.plot(
                *_points(points), color=colour, lw=1.3, marker=marker, ms=3, label=name
            )
        made.axes.legend()
    return made.svg


def roc(classes: Classes) -> Markup:
    """Draws the ROC curve; there are both classes."""
    with chart("false positive rate", "true positive rate", *_SQUARE) as made:
        made.axes.plot([0, 1], [0, 1], color=DIM, lw=0.8, ls="--")
        made.axes.plot(*thinned(*classes.roc()), color=BAR, lw=1.5)
        _square(made)
    return made.svg


def precision_recall(classes: Classes, rate: float) -> Markup:
    """Draws precision by recall; the dashed line is what a guess would have."""
    with chart("recall", "precision", *_SQUARE) as made:
        made.axes.plot([0, 1], [rate, rate], color=DIM, lw=0.8, ls="--")
        made.axes.plot(*thinned(*classes.precision_recall()), color=BAR, lw=1.5)
        _square(made)
    return made.svg


def calibration(deciles: Sequence[Mapping[str, float]]) -> Markup:
    """Draws predicted against actual shares of positives, and where they are equal."""
    predicted = [each["predicted"] for each in deciles]
    actual = [each["actual"] for each in deciles]
    most = 1.05 * max(*predicted, *actual, 0.01)
    with chart("predicted", "actual share of positives", *_SQUARE) as made:
        made.axes.plot([0, most], [0, most], color=DIM, lw=0.8, ls="--")
        made.axes.plot(predicted, actual, color=BAR, lw=1.2, marker="o", ms=4)
        made.axes.set(xlim=(0, most), ylim=(0, most))
    return made.svg


def _points(points: Sequence[tuple[int, float]]) -> tuple[list[float], list[float]]:
    return thinned(*zip(*points, strict=True))


def _square(made: charts.Chart) -> None:
    made.axes.set(xlim=(0, 1), ylim=(0, 1.01))
