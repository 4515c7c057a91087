"""Who prepares the log: this project's application and its peers, each a command."""

import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.prepare import processes
from bench.prepare.peer_job import THREADS
from bench.prepare.processes import Ended
from deploy.local.compilers import compiler_options
from deploy.local.memory import driver_memory
from deploy.local.spark_submit import spark_environment, spark_submit

_STAGE = re.compile(r"^(\w+) .*, ([\d.,]+) s$", re.MULTILINE)
_IN_PYTHON = (sys.executable, "-m")


@dataclass(frozen=True)
class Task:
    """A log, what is kept of its values, and a folder for the outputs.

    Attributes:
        min_count: In the place of the schema's; None is the schema's.
        heap: Of the application's JVM; None is what a job of this size gets.
    """

    rows: int
    log: Path
    min_count: int | None
    folder: Path
    heap: str | None = None

    def flags(self) -> list[str]:
        """Of every contestant."""
        return [] if self.min_count is None else ["--min-count", str(self.min_count)]


def ours(task: Task, *more: str) -> Ended:
    """The application in train mode."""
    out = task.folder / "ours"
    shutil.rmtree(out, ignore_errors=True)
    return _submit(task, "train", out, *task.flags(), *more)


def ours_by_row(task: Task) -> Ended:
    """The same with one row a record, as the Python writer has it."""
    return ours(task, "--rows-per-record", "1")


def evaluate(task: Task, *more: str, name: str = "evaluate") -> Ended:
    """The application in evaluate mode, with the artifacts that it has just made.

    Args:
        task: Whose log is encoded.
        *more: Flags.
        name: Of the folder of the records.
    """
    return _submit(task, "evaluate", task.folder / "ours", *more, name=name)


def stage_seconds(ended: Ended) -> float:
    """The seconds of the stages alone, as the application prints them."""
    stages = _STAGE.findall(ended.printed)
    return sum(float(s.replace(",", "")) for name, s in stages if name != "done")


def duckdb(task: Task) -> Ended:
    """DuckDB, to Parquet."""
    return _peer(task, "duckdb")


def polars(task: Task) -> Ended:
    """Polars, to Parquet."""
    return _peer(task, "polars")


def duckdb_and_writer(task: Task) -> Ended:
    """DuckDB, then a TFRecord writer in Python that builds each row's Example."""
    return _written(task)


def duckdb_and_reusing_writer(task: Task) -> Ended:
    """DuckDB, then a TFRecord writer in Python that sets the numbers of one Example."""
    return _written(task, "--reuse")


PEERS: dict[str, Callable[[Task], Ended]] = {"DuckDB": duckdb, "Polars": polars}


def _submit(task: Task, mode: str, out: Path, *more: str, name: str = "") -> Ended:
    size = task.log.stat().st_size
    memory = task.heap or driver_memory(size)
    options = compiler_options(size)
    command = spark_submit(memory, *options, master=f"local[{THREADS}]")
    command += [
        "--mode",
        mode,
        "--in",
        str(task.log),
        "--out",
        str(out / (name or mode)),
    ]
    command += ["--artifacts", str(out / "artifacts"), *more]
    return processes.run(command, spark_environment())


def _peer(task: Task, name: str) -> Ended:
    out = task.folder / name
    shutil.rmtree(out, ignore_errors=True)
    program = (*_IN_PYTHON, f"bench.prepare.{name}_peer")
    return processes.run([*program, str(task.log), str(out), *task.flags()])


def _written(task: Task, *more: str) -> Ended:
    encoded = duckdb(task)
    out = task.folder / "duckdb"
    command = [*_IN_PYTHON, "bench.prepare.tfrecord_writer"]
    command += [str(out / "records.parquet"), str(out), *more]
    return processes.run(command).after(encoded)
