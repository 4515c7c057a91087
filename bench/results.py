"""The results of a benchmark: a printed table, and `bench/results/NAME.json`."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

FOLDER = Path(__file__).with_name("results")


@dataclass(frozen=True)
class Row:
    """One measurement against a peer or a limit, both taken in the same run.

    Attributes:
      name: what was measured, and against what.
      ours: our figure.
      peer: the peer's, or the limit.
      unit: of both.
      ratio: at or above `goal` is good.
      goal: None where the row only informs.
      spread: largest less smallest of the repeated figures, in `unit`.
      skipped: why the peer could not run; then no figure means anything.
    """

    name: str
    ours: float
    peer: float
    unit: str
    ratio: float
    goal: float | None
    spread: float
    skipped: str | None = None

    @property
    def verdict(self) -> str:
        """Whether the goal is met; empty where there is none."""
        if self.skipped:
            return f"NOT met, skipped: {self.skipped}"
        if self.goal is None:
            return ""
        return "met" if self.ratio >= self.goal else "NOT met"


def write(name: str, rows: Sequence[Row], folder: Path = FOLDER) -> Path:
    """Prints the rows and leaves them, with the host, in `FOLDER/NAME.json`."""
    Console().print(_table(name, rows))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    document = {"host": _host(), "rows": [_document(row) for row in rows]}
    path.write_text(json.dumps(document, indent=1, allow_nan=False) + "\n")
    return path


def _document(row: Row) -> dict[str, Any]:
    fields = asdict(row)
    if not row.skipped:
        del fields["skipped"]
    return fields


def _table(name: str, rows: Sequence[Row]) -> Table:
    table = Table(title=f"bench {name}")
    table.add_column("")
    for heading in ("ours", "peer", "unit", "ratio", "goal", "spread", ""):
        table.add_column(heading, no_wrap=True, justify="right")
    for row in rows:
        goal = "" if row.goal is None else _figure(row.goal)
        figures = (_figure(row.ours), _figure(row.peer), row.unit, f"{row.ratio:.3f}")
        table.add_row(row.name, *figures, goal, _figure(row.spread), row.verdict)
    return table


def _figure(value: float) -> str:
    """Five digits at least, and no exponent."""
    return f"{value:,.0f}" if value >= 10_000 else f"{value:.5g}"


def _host() -> dict[str, str | int]:
    return {
        "cores": len(os.sched_getaffinity(0)),
        "machine": platform.machine(),
        "python": platform.python_version(),
    }
