"""Who has rated what, and in which order, read from the wheel that ships it."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trainer.contract.errors import InputError

MEMBER = "recbole/dataset_example/ml-100k/ml-100k.inter"
HEADER = "user_id:token\titem_id:token\trating:float\ttimestamp:float"


@dataclass(frozen=True)
class Interactions:
    """Ratings as implicit feedback: each is positive, whatever its stars.

    Attributes:
      users: int64 [N], from 0, ascending; the ratings of each in the order of time.
      items: int64 [N], from 0.
      user_count: how many users there are.
      item_count: how many items there are, rated here or not.
    """

    users: np.ndarray
    items: np.ndarray
    user_count: int
    item_count: int

    def latest(self) -> tuple["Interactions", np.ndarray]:
        """Returns all ratings but each user's latest, and the items of those [U]."""
        last = np.r_[self.users[1:] != self.users[:-1], True]
        kept = ~last
        earlier = Interactions(
            self.users[kept], self.items[kept], self.user_count, self.item_count
        )
        return earlier, self.items[last]

    def table(self) -> np.ndarray:
        """Returns whether a user has rated an item, bool [U, I]."""
        rated = np.zeros((self.user_count, self.item_count), bool)
        rated[self.users, self.items] = True
        return rated


def read(wheel: Path) -> Interactions:
    """Reads MovieLens-100k where it lies, in the wheel of recbole.

    Of ratings of one user at the same second, the order is that of the file.

    Raises:
      InputError: the wheel has no such file, or it has another header.
    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            text = archive.read(MEMBER).decode()
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise InputError(f"{wheel}: expected {MEMBER}, received {error}") from error
    header, _, rows = text.partition("\n")
    if header != HEADER:
        raise InputError(f"{wheel}: {MEMBER}: expected {HEADER}, received {header}")
    return of_ratings(np.loadtxt(io.StringIO(rows), ndmin=2))


def of_ratings(ratings: np.ndarray) -> Interactions:
    """Returns the interactions of ratings [N, 4]: user, item, stars, seconds."""
    users, user_codes = np.unique(ratings[:, 0], return_inverse=True)
    items, item_codes = np.unique(ratings[:, 1], return_inverse=True)
    order = np.lexsort((ratings[:, 3], user_codes))
    return Interactions(user_codes[order], item_codes[order], len(users), len(items))
