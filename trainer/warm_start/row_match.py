"""Which row of a feature's block takes which row of that of an earlier run."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class RowMatch:
    """Rows of two blocks of one feature that belong together.

    The row 0 of both is that of unseen values, or of missing numbers. It is among them,
    and is not counted.

    Attributes:
      old: rows of the earlier run, ascending, one of them several times where several
        rows begin with it, [K].
      new: the rows that take them, each once, [K].
      gone: ids of the earlier run that no row takes.
      fresh: ids that take none.
    """

    old: np.ndarray
    new: np.ndarray
    gone: int
    fresh: int

    @property
    def kept(self) -> int:
        """How many ids take one."""
        return len(self.new) - 1


def by_place(old_rows: int, new_rows: int) -> RowMatch:
    """Matches two vocabularies of which one begins with the other.

    >>> match = by_place(3, 5)
    >>> match.old.tolist(), match.new.tolist(), match.gone, match.fresh
    ([0, 1, 2], [0, 1, 2], 0, 2)
    """
    same = np.arange(min(old_rows, new_rows), dtype=np.int32)
    gone, fresh = old_rows - len(same), new_rows - len(same)
    return RowMatch(same, same, gone, fresh)


def by_old_ids(old_ids: np.ndarray, old_rows: int) -> RowMatch:
    """Matches two vocabularies by what the earlier one has for each value of the other.

    >>> match = by_old_ids(np.array([2, 0, 1]), 4)
    >>> match.old.tolist(), match.new.tolist(), match.gone, match.fresh
    ([0, 1, 2], [0, 3, 1], 1, 1)

    Args:
      old_ids: of the values in their order, from 1; 0 of one that it has not, [V].
      old_rows: of the earlier run.
    """
    (known,) = np.nonzero(old_ids)
    order = known[np.argsort(old_ids[known], kind="stable")]
    old = np.concatenate([[0], old_ids[order]]).astype(np.int32)
    new = np.concatenate([[0], order + 1]).astype(np.int32)
    return RowMatch(old, new, old_rows - len(old), len(old_ids) - len(order))


def by_bounds(
    old: Sequence[float],
    new: Sequence[float],
    least: float | None,
    most: float | None,
) -> RowMatch:
    """Matches the intervals of a number: each takes that which held its middle.

    An interval with the bounds of an old one takes its row; one that is cut in two
    gives its row to both.

    >>> match = by_bounds([0.0, 4.0], [0.0, 2.0, 4.0], -1.0, 9.0)
    >>> match.old.tolist(), match.new.tolist(), match.gone, match.fresh
    ([0, 1, 2, 2, 3], [0, 1, 2, 3, 4], 0, 0)

    Args:
      old: the bounds of the earlier run, ascending.
      new: those of now, ascending.
      least: number of the train rows of now; None where there is none.
      most: of them.
    """
    if least is None or most is None:
        # Nobody knows where the middle of the only interval is.
        nothing = np.zeros(1, np.int32)
        return RowMatch(nothing, nothing, len(old) + 1, len(new) + 1)
    edges = np.array([least, *new, most], np.float64)
    middles = edges[:-1] / 2 + edges[1:] / 2
    intervals = 1 + np.searchsorted(np.array(old, np.float64), middles, side="right")
    rows = np.concatenate([[0], intervals]).astype(np.int32)
    taken = len(np.unique(intervals))
    return RowMatch(rows, np.arange(len(rows), dtype=np.int32), len(old) + 1 - taken, 0)
