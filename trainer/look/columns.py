"""The columns of a resolved schema, one line each, with what training saw in them."""

from collections.abc import Iterator

from trainer.contract.artifacts import ArtifactsDirectory
from trainer.contract.schema import Column, Schema


def describe(
    schema: Schema, opened: ArtifactsDirectory | None, values: int
) -> Iterator[str]:
    """Yields one line for the data set and one for each column: name, role, figures.

    Args:
      schema: resolved.
      opened: the artifacts whose most frequent values are shown; None shows none.
      values: at most so many of them a column.
    """
    yield f"{schema.name}: {schema.statistics.rows} train rows"
    for column in schema.columns:
        figures = schema.statistics.columns.get(column.name, {})
        parts = [_figures(column, figures), *_top(column, opened, values)]
        yield "\t".join([column.name, column.role, *filter(None, parts)])


def _figures(column: Column, figures: dict) -> str:
    shown = {
        "label": ("positive",),
        "numeric": ("missing", "min", "mean", "max"),
        "weight": ("min", "mean", "max"),
        "categorical": ("values", "missing", "distinct", "vocabulary_size", "unseen"),
    }.get(column.role, ())
    known = {name: figures.get(name) for name in shown}
    return ", ".join(
        f"{name} {_number(v)}" for name, v in known.items() if v is not None
    )


def _number(value: float | int) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _top(column: Column, opened: ArtifactsDirectory | None, values: int) -> list[str]:
    if opened is None or column.role != "categorical":
        return []
    vocabulary = opened.vocabulary(column.name)
    pairs = zip(vocabulary.values[:values], vocabulary.counts, strict=False)
    return [f"{value.decode()} ({count})" for value, count in pairs]
