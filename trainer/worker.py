"""One of several processes that read one order of rows together."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Worker:
    """One of several that read one order of rows together.

    Worker w of W takes rows `w * B // W` to `(w + 1) * B // W` of each batch of B rows.

    Attributes:
      index: w, from 0.
      count: W.
    """

    index: int
    count: int


ALONE = Worker(0, 1)
