"""The generated logs of the benchmarks of prepare, kept from one run to the next."""

from pathlib import Path

from bench.criteo_rows import generate

_SEED = 1


def log_of(folder: Path, rows: int, *, flat_tails: bool = False) -> Path:
    """A log of so many rows in a folder, made where it is not there yet."""
    log = folder / f"rows-{rows}{'-flat-tails' if flat_tails else ''}.tsv"
    if not log.exists():
        generate(rows, _SEED, log, flat_tails=flat_tails)
    return log
