"""The nearest known name, for messages about unknown ones."""

from collections.abc import Iterable

# Two edits cover a plural, a swap and a short suffix, and keep unlike names apart.
MAX_EDITS = 2


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Returns the known name with the fewest edits from `name`, at most two, or None.

    Of several at the same distance the first wins.

    >>> nearest("seperator", ["format", "separator"])
    'separator'
    """
    distances = [(edits(name, candidate), candidate) for candidate in known]
    best = min(distances, key=lambda pair: pair[0], default=(MAX_EDITS + 1, ""))
    return best[1] if best[0] <= MAX_EDITS else None


def edits(left: str, right: str) -> int:
    """Returns the Levenshtein distance: insertions, deletions and substitutions."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        previous, row = row, [i]
        for j, b in enumerate(right, start=1):
            row.append(min(previous[j] + 1, row[-1] + 1, previous[j - 1] + (a != b)))
    return row[-1]
