"""The least that Spark needs for a log: reading its lines and splitting them once."""

import json
import statistics
from pathlib import Path

from bench.prepare import processes
from deploy.local.spark_submit import ROOT


def seconds(log: Path, passes: int) -> float:
    """The median of warm passes, of the faster of the ways in which Spark does it."""
    main = f"bench/runMain sparky.bench.ReadingFloor {log.resolve()} {passes}"
    printed = processes.run([str(ROOT / "project" / "sbt"), "-error", main]).printed
    lines = [line for line in printed.splitlines() if line.startswith("{")]
    measured = [json.loads(line)["seconds"] for line in lines]
    # The first pass compiles; the ones after it are warm.
    return min(statistics.median(ways[1:]) for ways in measured)
