"""Some of the evaluate rows with all their features, kept while the rows pass by."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from trainer.feature_types import lengths_name

# Features as `trainer.inputs` has them, in NumPy's arrays.
Features = dict[str, Any]


class RowSample:
    """K of N rows, drawn by a seed.

    Attributes:
      places: the numbers of the rows, ascending, [K].
    """

    def __init__(self, rows: int, most: int, seed: int):
        """Draws the rows before they are seen.

        Args:
          rows: N, that will pass by.
          most: K, or N where that is less.
          seed: of the draw.
        """
        random = np.random.default_rng(seed)
        drawn = random.choice(rows, min(most, rows), replace=False, shuffle=False)
        self.places = np.sort(drawn)
        self._passed = 0
        self._kept: list[Features] = []

    def keep(self, features: Mapping[str, Any]) -> None:
        """Keeps the rows of a batch that were drawn."""
        begin, end = self._passed, self._passed + len(features["ids"])
        first, last = np.searchsorted(self.places, (begin, end))
        self._passed = end
        batch = _arrays(features)
        self._kept.append(taken(batch, self.places[first:last] - begin))

    def features(self) -> Features:
        """Returns the features of the K rows."""
        together = {
            name: np.concatenate([batch[name] for batch in self._kept])
            for name in ("numeric", "ids")
        }
        lists = {
            name: np.concatenate([batch["lists"][name] for batch in self._kept])
            for name in self._kept[0].get("lists", {})
        }
        return {**together, **({"lists": lists} if lists else {})}


def taken(features: Features, rows: np.ndarray) -> Features:
    """Returns rows [K] of features, in their order."""
    dense = {name: features[name][rows] for name in ("numeric", "ids")}
    lists = features.get("lists", {})
    columns = [name for name in lists if lengths_name(name) in lists]
    of_rows: Features = {}
    for name in columns:
        of_rows |= taken_list(lists, name, rows)
    return {**dense, **({"lists": of_rows} if of_rows else {})}


def taken_list(
    lists: Mapping[str, np.ndarray], name: str, rows: np.ndarray
) -> dict[str, np.ndarray]:
    """Returns values and lengths of rows [K] of one column of lists."""
    lengths = lists[lengths_name(name)]
    parts = np.split(lists[name], np.cumsum(lengths)[:-1])
    values = np.concatenate([lists[name][:0], *(parts[row] for row in rows)])
    return {name: values, lengths_name(name): lengths[rows]}


def _arrays(features: Mapping[str, Any]) -> Features:
    return {
        name: _arrays(value) if isinstance(value, Mapping) else value.numpy()
        for name, value in features.items()
    }
