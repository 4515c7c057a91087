"""What peers share: the encoded rows, the rows held out of them, the command line.

It runs where neither TensorFlow nor this project's requirements are.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

# Of the train rows, to stop by; the evaluate rows are seen by nobody before the end.
_HELD_OUT = 0.02
# What a peer that takes hours for all rows learns from.
FEW_ROWS = 1_000_000


class Columns(NamedTuple):
    """Encoded rows in files, as `encoded_columns.write` leaves them.

    Attributes:
        numeric: float32 [N, F], -10 for a missing number.
        ids: int32 [N, C], 0 for an unseen value.
        label: float32 [N].
    """

    numeric: np.ndarray
    ids: np.ndarray
    label: np.ndarray

    def first(self, rows: int) -> "Columns":
        """Returns the first rows of these."""
        return Columns(*(column[:rows] for column in self))


def columns(folder: Path) -> Columns:
    """Opens the arrays of a folder."""
    names = Columns._fields
    return Columns(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in names))


def held_out(rows: int) -> tuple[slice, slice]:
    """Returns which rows to learn from, and which to stop by: the last ones."""
    first = rows - max(1, int(rows * _HELD_OUT))
    return slice(first), slice(first, rows)


def serve(scores: Callable[[Path, Path, int], np.ndarray]) -> None:
    """Leaves the scores of the evaluate rows where the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("columns", type=Path)
    parser.add_argument("scores", type=Path)
    parser.add_argument("seed", type=int)
    given = parser.parse_args()
    folder = given.columns
    np.save(given.scores, scores(folder / "train", folder / "evaluate", given.seed))
