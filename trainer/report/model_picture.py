"""A model as boxes and arrows: its layers, read from the graph of its scores."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import keras
import tensorflow as tf

# What a model answers, at the end of all arrows.
ANSWER = "logits"


@dataclass(frozen=True)
class Box:
    """A layer, or an input of the model.

    Attributes:
      name: of the layer.
      level: how many boxes stand before it, on the longest way.
      inputs: the names of the boxes that it reads.
      shape: of what it answers, without the rows; None of what others do not read.
      variables: names and shapes.
      parameters: how many numbers it has learnt.
    """

    name: str
    level: int
    inputs: tuple[str, ...]
    shape: tuple[int | None, ...] | None
    variables: Mapping[str, tuple[int, ...]]
    parameters: int


def picture(graph: tf.Graph, model: keras.Model) -> list[Box]:
    """Returns the boxes of a model, by level.

    Keras gives the operations of a layer names that begin with the layer's. What a
    model computes outside of its layers, such as a sum of two logits, has no box: the
    arrows go through it.

    Args:
      graph: of the scores (`Evaluator.graph`).
      model: whose scores they are.
    """
    operations = graph.get_operations()
    # Inputs stand beside the model.
    names = {op.name for op in operations if op.type != "Placeholder"}
    scopes = _scopes(names)
    layers = _layers_below(scopes, names)
    boxes = {op.name: _box_of(op, scopes, layers) for op in operations}
    feeds = _feeds(operations, boxes)
    levels = _levels(feeds)
    shapes = _shapes(operations, boxes)
    variables = _variables(model, feeds)
    made = [
        Box(
            name,
            levels[name],
            tuple(sorted(feeds[name])),
            shapes.get(name),
            variables.get(name, {}),
            sum(math.prod(shape) for shape in variables.get(name, {}).values()),
        )
        for name in feeds
    ]
    return sorted(made, key=lambda box: box.level)


def _scopes(names: set[str]) -> tuple[str, ...]:
    """Returns the names that all layers lie below: a model, or a model in a model."""
    scopes: tuple[str, ...] = ()
    while True:
        layers = _layers_below(scopes, names)
        deeper = (*scopes, *layers)
        # The only layer of a model is a box, and the only model in a model is none.
        if len(layers) != 1 or not _layers_below(deeper, names):
            return scopes
        scopes = deeper


def _layers_below(scopes: tuple[str, ...], names: set[str]) -> set[str]:
    paths = (tuple(name.split("/")) for name in names)
    below = {p[: len(scopes) + 1] for p in paths if len(p) > len(scopes) + 1}
    # What stands below an operation, such as an axis, is part of it.
    return {
        path[-1]
        for path in below
        if path[:-1] == scopes and "/".join(path) not in names
    }


def _box_of(
    operation: tf.Operation, scopes: tuple[str, ...], layers: set[str]
) -> str | None:
    is_placeholder = operation.type == "Placeholder"
    path = tuple(operation.name.split("/"))
    if path[: len(scopes)] != scopes:
        return operation.name.removesuffix("/lengths") if is_placeholder else None
    is_layer = path[len(scopes)] in layers and not is_placeholder
    return _unnumbered(path[len(scopes)]) if is_layer else None


def _unnumbered(layer: str) -> str:
    # A layer has its own name when it is built, and this one when it is called.
    return layer.removesuffix("_1")


def _feeds(
    operations: Sequence[tf.Operation], boxes: Mapping[str, str | None]
) -> dict[str, set[str]]:
    """Returns for each box those that it reads, through what has no box."""
    sources: dict[str, set[str]] = {}
    feeds: dict[str, set[str]] = defaultdict(set)
    for op in operations:
        held = (tensor for tensor in op.inputs if 0 not in (tensor.shape.dims or ()))
        read = set().union(*(sources[tensor.op.name] for tensor in held))
        box = boxes[op.name]
        sources[op.name] = read if box is None else {box}
        if box is not None:
            feeds[box] |= read - {box}
    answer = next(op for op in reversed(operations) if op.outputs)
    feeds[ANSWER] |= sources[answer.name]
    return {name: feeds[name] for name in feeds if feeds[name] or _read(name, feeds)}


def _read(name: str, feeds: Mapping[str, set[str]]) -> bool:
    return any(name in read for read in feeds.values())


def _levels(feeds: Mapping[str, set[str]]) -> dict[str, int]:
    levels: dict[str, int] = {}
    # A layer that is called twice may be behind itself: no way is longer than all.
    for _ in feeds:
        before = dict(levels)
        for name, read in feeds.items():
            levels[name] = 1 + max((levels.get(r, 0) for r in read), default=-1)
        if levels == before:
            break
    return levels


def _shapes(
    operations: Sequence[tf.Operation], boxes: Mapping[str, str | None]
) -> dict[str, tuple[int | None, ...]]:
    shapes = {}
    for op in operations:
        for tensor in op.inputs:
            box = boxes[tensor.op.name]
            leaves = box is not None and boxes[op.name] != box and op.type != "Shape"
            if leaves and tensor.shape.rank:
                shapes[box] = tuple(tensor.shape.as_list()[1:])
    return shapes


def _variables(
    model: keras.Model, boxes: Collection[str]
) -> dict[str, dict[str, tuple[int, ...]]]:
    named: dict[str, dict[str, tuple[int, ...]]] = defaultdict(dict)
    for variable in model.trainable_variables:
        path = variable.path.split("/")
        place = next((i for i, part in enumerate(path[:-1]) if part in boxes), None)
        if place is not None:
            name = "/".join(path[place + 1 :])
            named[path[place]][name] = tuple(variable.shape)
    return named


def outside(model: keras.Model, boxes: Sequence[Box]) -> Iterator[tuple[str, int]]:
    """Yields names and sizes of the variables that no box has, such as a bias."""
    rest = sum(math.prod(v.shape) for v in model.trainable_variables)
    rest -= sum(box.parameters for box in boxes)
    if rest:
        yield "outside of layers", rest
