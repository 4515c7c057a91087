"""Runs side by side as a page."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from trainer.compare.runs import COUNTS, FIGURES, Run, best, differing
from trainer.compare.terminal import shown
from trainer.report import page as pages
from trainer.report.curve_charts import compared

CURVES = {
    "loss": "logloss of the train rows",
    "evaluate_logloss": "logloss of the evaluate rows",
    "evaluate_auc": "AUC of the evaluate rows",
}


def page(runs: Sequence[Run]) -> bytes:
    """Returns the bytes of a page that loads nothing and runs nothing."""
    return pages.render(
        "compare.jinja",
        runs=runs,
        figures=list(FIGURES),
        best={name: best(runs, name) for name in FIGURES},
        counts=COUNTS,
        differing={
            name: list(map(shown, values)) for name, values in differing(runs).items()
        },
        charts=list(_charts(runs)),
    )


def _charts(runs: Sequence[Run]) -> Iterator[tuple[str, Markup]]:
    # Two runs of one name are two curves all the same.
    named = {f"{n}. {run.name}": run.curves for n, run in enumerate(runs, 1)}
    for tag, what in CURVES.items():
        if svg := compared(named, tag, what):
            yield what, svg
