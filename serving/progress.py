"""A progress bar with rows and rows per second, where stderr is a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)


@contextmanager
def rows_progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Shows a bar while the context lasts.

    Args:
      what: stands before the bar.
      total: how many rows there are.

    Yields:
      A function to be called with the number of rows since its last call.
    """
    with _bar() as bar:
        task = bar.add_task(what, total=total, rate="")

        def advance(rows: int) -> None:
            speed = bar.tasks[task].speed
            bar.update(task, advance=rows, rate=f"{speed:,.0f} rows/s" if speed else "")

        yield advance


def _bar() -> Progress:
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    )
