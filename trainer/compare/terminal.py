"""Runs side by side on a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from trainer.compare.runs import COUNTS, FIGURES, Run, best, differing
from trainer.report.page import ends


def show(runs: Sequence[Run], console: Console) -> None:
    """Prints figures with their intervals, and what the runs differ in."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("", overflow="fold")
    for run in runs:
        # A name is no markup, whatever stands in it.
        table.add_column(Text(run.name), justify="right", overflow="fold")
    for name in FIGURES:
        _add_figure(table, runs, name)
    for name in COUNTS:
        table.add_row(name, *(f"{run.metrics[name]:,}" for run in runs))
    seconds = (f"{run.metrics['seconds']['train']:,.1f}" for run in runs)
    table.add_row("seconds of training", *seconds)
    for name, values in differing(runs).items():
        table.add_row(Text(name), *(Text(shown(value)) for value in values))
    console.print(table)


def shown(value: object) -> str:
    """Returns the value of a flag, or of a digest so much that it is known by."""
    if value is None:
        return "-"
    if isinstance(value, list):
        return ",".join(map(str, value))
    text = str(value)
    return text[:12] if len(text) == 64 else text


def _add_figure(table: Table, runs: Sequence[Run], name: str) -> None:
    values = []
    for number, run in enumerate(runs):
        value = run.metrics[name]
        style = "bold green" if number == best(runs, name) else ""
        values.append(Text("-" if value is None else f"{value:.5f}", style))
    table.add_row(name, *values)
    intervals = [run.metrics["intervals"].get(name) for run in runs]
    if any(intervals):
        table.add_row("", *(Text(ends(i, 5) if i else "-", "dim") for i in intervals))
