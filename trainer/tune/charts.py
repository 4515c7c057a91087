"""The charts of a search."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from markupsafe import Markup

from trainer.report.charts import BAR, DIM, LINE, MARK, Chart, chart
from trainer.tune.results import Results
from trainer.tune.space import CHOICE, LOG
from trainer.tune.trial import COMPLETE, DEFAULT, PRUNED, Trial

_HISTORY = (5.6, 2.8)
_SLICE = (2.55, 2.3)
# So many times as far from the best as the trial in the middle is still shown.
_SHOWN = 4


def charts(results: Results) -> Iterator[tuple[str, Markup]]:
    """Yields captions and drawings: the history, then logloss by each flag.

    Trials far above the others stand at the upper edge.
    """
    judged = [trial for trial in results.trials if trial.logloss is not None]
    if not judged:
        return
    top = _top(judged)
    yield "History", _history(results, judged, top)
    if any(len(trial.epochs) > 1 for trial in judged):
        yield "Epochs", _epochs(judged, results.best, top)
    for name, given in results.space.document.items():
        yield name, _slice(name, given, judged, results.best, top)


def _top(judged: Sequence[Trial]) -> float:
    values = sorted(trial.logloss for trial in judged)
    middle = values[len(values) // 2]
    return min(values[-1], values[0] + _SHOWN * (middle - values[0]))


def _history(results: Results, judged: Sequence[Trial], top: float) -> Markup:
    with chart("trial", "logloss", *_HISTORY) as made:
        _points(made, judged, [trial.number for trial in judged], top)
        complete = [trial for trial in judged if trial.state == COMPLETE]
        lowest = list(accumulate((trial.logloss for trial in complete), min))
        numbers = [trial.number for trial in complete]
        steps = {"color": MARK, "lw": 1.5, "where": "post", "label": "best so far"}
        made.axes.step(numbers, [min(value, top) for value in lowest], **steps)
        made.axes.xaxis.get_major_locator().set_params(integer=True)
        if results.default:
            height = min(results.default.logloss, top)
            made.axes.axhline(height, color=DIM, lw=0.8, ls="--", label="default")
        made.axes.legend()
    return made.svg


def _epochs(judged: Sequence[Trial], best: Trial | None, top: float) -> Markup:
    with chart("epoch", "logloss", 3.3, 2.8) as made:
        for trial in judged:
            chosen = best is not None and trial.number == best.number
            colour = MARK if chosen else BAR if trial.number == DEFAULT else LINE
            epochs = range(1, len(trial.epochs) + 1)
            heights = [min(value, top) for value in trial.epochs]
            style = {"color": colour, "lw": 1.2, "marker": "o", "ms": 2.5}
            made.axes.plot(epochs, heights, zorder=3 if chosen else 2, **style)
        most = max(len(trial.epochs) for trial in judged)
        made.axes.set_xticks(range(1, most + 1, max(1, most // 8)))
    return made.svg


def _slice(
    name: str,
    given: Mapping[str, Sequence],
    judged: Sequence[Trial],
    best: Trial | None,
    top: float,
) -> Markup:
    ((kind, values),) = given.items()
    there = [trial for trial in judged if trial.settings[name] is not None]
    with chart(name, "logloss", *_SLICE) as made:
        if kind == CHOICE:
            places = {str(value): place for place, value in enumerate(values)}
            # A default may be none of them.
            there = [trial for trial in there if str(trial.settings[name]) in places]
            at = [places[str(trial.settings[name])] for trial in there]
            turned = {"rotation": 30, "ha": "right"} if len(values) > 3 else {}
            made.axes.set_xticks(range(len(values)), list(places), **turned)
            made.axes.set_xlim(-0.5, len(values) - 0.5)
        else:
            at = [trial.settings[name] for trial in there]
            made.axes.set_xscale("log" if kind == LOG else "linear")
            # As the page writes numbers; the axis' own are formulas.
            made.axes.xaxis.set_major_formatter("{x:g}")
            made.axes.xaxis.set_minor_formatter("")
        _points(made, there, at, top, best)
    return made.svg


def _points(
    made: Chart,
    judged: Sequence[Trial],
    at: Sequence[float],
    top: float,
    best: Trial | None = None,
) -> None:
    styles = {
        COMPLETE: {"color": BAR, "label": "complete"},
        PRUNED: {"color": DIM, "marker": "x", "lw": 0.9, "label": "pruned"},
    }
    for state, style in styles.items():
        drawn = [
            (place, min(trial.logloss, top))
            for trial, place in zip(judged, at, strict=True)
            if trial.state == state
        ]
        if drawn:
            made.axes.scatter(*zip(*drawn, strict=True), s=16, **style)
    for trial, place in zip(judged, at, strict=True):
        if best is not None and trial.number == best.number:
            made.axes.scatter([place], [trial.logloss], s=34, color=MARK, zorder=3)
