"""The page of a search."""

from trainer.report import page as pages
from trainer.tune.charts import charts
from trainer.tune.results import Results
from trainer.tune.terminal import shown


def page(results: Results) -> bytes:
    """Returns the bytes of `report.html`, which loads nothing and runs nothing."""
    counts = {state: n for state, n in results.counts.items() if n}
    return pages.render(
        "tune.jinja",
        results=results,
        best=results.best,
        default=results.default,
        counts=counts,
        seconds=sum(trial.seconds for trial in results.trials),
        names=list(results.space.document),
        charts=list(charts(results)),
        shown=shown,
    )
