"""Where the boxes and arrows of a model picture stand."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from trainer.report.model_picture import Box

WIDTH, HEIGHT = 168, 44
ACROSS, DOWN = 52, 16


class Placed(NamedTuple):
    """A box and its upper left corner."""

    box: Box
    x: int
    y: int


@dataclass(frozen=True)
class Drawing:
    """Boxes from left to right by level, and for each arrow two SVG paths."""

    boxes: list[Placed]
    arrows: list[tuple[str, str]]
    width: int
    height: int
    box_width: int = WIDTH
    box_height: int = HEIGHT


def draw(boxes: Sequence[Box]) -> Drawing:
    """Places the boxes of a model."""
    levels: dict[int, list[Box]] = defaultdict(list)
    for box in boxes:
        levels[box.level].append(box)
    tallest = max(map(len, levels.values()))
    height = tallest * (HEIGHT + DOWN)
    placed = {
        box.name: Placed(box, level * (WIDTH + ACROSS) + 2, _y(place, column, height))
        for level, column in levels.items()
        for place, box in enumerate(column)
    }
    width = len(levels) * (WIDTH + ACROSS) - ACROSS + 4
    return Drawing(list(placed.values()), list(_arrows(placed)), width, height)


def _y(place: int, column: Sequence[Box], height: int) -> int:
    used = len(column) * (HEIGHT + DOWN)
    return (height - used) // 2 + place * (HEIGHT + DOWN) + DOWN // 2


def _arrows(placed: dict[str, Placed]) -> Iterator[tuple[str, str]]:
    for box, x, y in placed.values():
        for place, name in enumerate(box.inputs):
            read = placed[name]
            if read.x >= x:
                continue
            # Side by side where they end.
            end = y + HEIGHT * (place + 1) // (len(box.inputs) + 1)
            begin, start = read.x + WIDTH, read.y + HEIGHT // 2
            middle = (x + begin) // 2
            path = f"M{begin} {start}C{middle} {start} {middle} {end} {x - 6} {end}"
            yield path, f"M{x - 7} {end - 4}L{x} {end}L{x - 7} {end + 4}z"
