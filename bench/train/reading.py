"""The rows of the table about the reader, and the settings that its peers have."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

import tensorflow as tf

from bench.results import Row
from bench.train import read_equality, readers, turns
from bench.train.encoded_rows import EncodedRows

OURS = "our reader, shuffled"
SINGLE = "parse_single_example, then batch"
BATCHED = "parse_example of batches of one-row records"
PARQUET = "pyarrow, Parquet to a numpy array a column"
LAYOUT = "pyarrow, Parquet to numpy arrays in our layout"
GOALS = {SINGLE: 100.0, BATCHED: 8.0, PARQUET: 1.0, LAYOUT: None}
# How many calls of a map run at a time.
_PARALLEL = (None, 2, tf.data.AUTOTUNE)


def measure(data: EncodedRows, rounds: int) -> list[Row]:
    """Measures all readers in turn, each peer in the setting that is fastest.

    Raises:
        ContractError: A reader reads other rows than ours.
    """
    read_equality.require_equal(data)
    ours = readers.shuffled(data.many)
    contestants = {OURS: _timed(data.many.rows, lambda: ours)}
    for name, (rows, settings) in _peers(data).items():
        contestants[name] = _fastest([_timed(rows, reader) for reader in settings])
    figures = turns.play(contestants, rounds)
    return [
        turns.row(f"(a) {OURS}, against {peer}", figures, OURS, peer, "rows/s", goal)
        for peer, goal in GOALS.items()
    ]


def _peers(
    data: EncodedRows,
) -> Mapping[str, tuple[int, list[Callable[[], Iterable]]]]:
    """The rows of one pass of each peer, and its settings."""
    many, few = data.many.rows, data.single.rows

    def parsing(parse: Callable) -> list[Callable[[], Iterable]]:
        # Made here, so that no trace of a graph is timed.
        made = [parse(data.single, parallel) for parallel in _PARALLEL]
        return [lambda batches=batches: batches for batches in made]

    whole = (readers.parquet_table, readers.parquet_batches)
    layout = partial(readers.parquet_layout, data.parquet, data.many.schema)
    return {
        SINGLE: (few, parsing(readers.parse_single)),
        BATCHED: (few, parsing(readers.parse_batches)),
        PARQUET: (many, [partial(read, data.parquet) for read in whole]),
        LAYOUT: (many, [layout]),
    }


def _timed(rows: int, reader: Callable[[], Iterable]) -> Callable[[], float]:
    return lambda: readers.rate(rows, reader)


def _fastest(settings: list[Callable[[], float]]) -> Callable[[], float]:
    """The one of some settings that is fastest in the better of two passes."""
    return max(settings, key=lambda measure: max(measure(), measure()))
