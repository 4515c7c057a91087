"""A search on a terminal: a line for each trial, then all of them in a table."""

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from trainer.tune.results import Results
from trainer.tune.space import Value, flags_of
from trainer.tune.trial import COMPLETE, FAILED, PRUNED, Trial, best


class Lines:
    """A line for each trial that ends; on a terminal a bar below them, too."""

    def __init__(self, console: Console, before: list[Trial], total: int):
        """Begins.

        Args:
          console: where to write.
          before: the trials of an earlier process.
          total: how many there are to be.
        """
        self._console, self._total = console, total
        self._ended = [trial for trial in before if trial.exit_code is not None]
        self._bar = Progress(
            TextColumn("trials"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.description}"),
            console=console,
            auto_refresh=False,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("", total=total, completed=len(self._ended))

    def __enter__(self) -> Self:
        """Shows the bar."""
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Takes the bar away."""
        self._bar.stop()

    def add(self, trial: Trial) -> None:
        """Prints the line of a trial."""
        self._ended.append(trial)
        lowest = best(self._ended)
        line = f"trial {trial.number} of {self._total}: {_said(trial)}"
        if lowest == trial:
            line += ", the best so far"
        # A message is no markup, whatever stands in it; nobody breaks it.
        self._console.print(Text(line), soft_wrap=True)
        shown = f"best {lowest.logloss:.5f}" if lowest else ""
        self._bar.update(
            self._task, completed=len(self._ended), description=shown, refresh=True
        )


def show(results: Results, console: Console) -> None:
    """Prints all trials, and what trains the best."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("trial", "state", "logloss", "epochs", "seconds"):
        table.add_column(name, justify="right", no_wrap=True)
    for name in results.space.document:
        table.add_column(Text(name), justify="right", overflow="fold")
    lowest = results.best
    for trial in results.trials:
        style = "bold green" if trial == lowest else ""
        table.add_row(*(Text(cell, style) for cell in _cells(trial)))
    if not console.is_terminal:
        # A file has room for all of it.
        unbounded = console.options.update(max_width=sys.maxsize)
        wanted = console.measure(table, options=unbounded).maximum
        console.width = max(console.width, wanted)
    console.print(table)
    if results.default and lowest:
        pair = f"{results.default.logloss:.5f}, the best {lowest.logloss:.5f}"
        console.print(f"logloss of the default {pair} (trial {lowest.number})")
    if results.command:
        console.print(Text(results.command), soft_wrap=True)


def shown(value: Value | None) -> str:
    """Returns a value so that a person can read it."""
    if value is None:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _cells(trial: Trial) -> list[str]:
    logloss = "-" if trial.logloss is None else f"{trial.logloss:.5f}"
    state = f"{trial.state} ({trial.exit_code})"
    figures = (str(trial.number), state if trial.state == FAILED else trial.state)
    length = (logloss, str(len(trial.epochs)), f"{trial.seconds:,.1f}")
    return [*figures, *length, *map(shown, trial.settings.values())]


def _said(trial: Trial) -> str:
    given = {name: value for name, value in trial.settings.items() if value is not None}
    flags = " ".join(flags_of(given))
    if trial.state == FAILED:
        return f"failed (exit {trial.exit_code}): {trial.message}; {flags}"
    epochs = f"{len(trial.epochs)} epoch{'' if len(trial.epochs) == 1 else 's'}"
    after = f" after {epochs}" if trial.epochs else ""
    of = {COMPLETE: f"logloss {trial.logloss:.5f}", PRUNED: "pruned"}[trial.state]
    if trial.state == PRUNED:
        after += f" at {trial.logloss:.5f}"
    return f"{of}{after}, {trial.seconds:,.1f} s; {flags}"
