"""A model whose variables are on servers, and its likeness in the chief."""

from collections.abc import Callable, Iterator, Sequence

import keras
import tensorflow as tf

from trainer import placement, row_shards
from trainer.models.click_model import ClickModel

# A variable of the chief, and the one or the shards of it on the servers.
Pair = tuple[tf.Variable, list[tf.Variable]]


class ServedModel:
    """The model that the workers train, and the whole one that it belongs to.

    The chief has a model as a single process has it, with the slots of its optimizers:
    checkpoints, evaluation and export are those of a run without servers.

    Attributes:
      served: its tables are in shards, one on each server, with their slots; its other
        variables are on the first server.
    """

    def __init__(self, model: ClickModel, make: Callable[[], ClickModel], servers: int):
        """Makes the variables on the servers; `push` gives them their values.

        Args:
          model: compiled, with all its variables.
          make: makes another one like it.
          servers: how many there are.
        """
        self._model = model
        with placement.on_servers(servers):
            self.served = make()
        self._pairs = [*_variables(model, self.served)]

    def push(self) -> None:
        """Makes the served variables those of the chief."""
        for whole, parts in self._pairs:
            if len(parts) > 1:
                row_shards.write(parts, whole)
            else:
                parts[0].assign(whole.read_value_no_copy())
        optimizer = self._model.optimizer
        steps = int(optimizer.iterations.numpy())
        counted = [int(part.iterations.numpy()) for part in optimizer.optimizers]
        # Those of an earlier run, where this one has begun with its weights.
        self._before = [of_part - steps for of_part in counted]
        self._count(self.served, steps)

    def pull(self, steps: int) -> None:
        """Makes the chief's variables those on the servers.

        Args:
          steps: that made them. Two workers may count one step at once: what counts is
            what the chief has counted.
        """
        for whole, parts in self._pairs:
            if len(parts) > 1:
                row_shards.read(parts, whole)
            else:
                whole.assign(parts[0].read_value())
        self._count(self._model, steps)
        self._count(self.served, steps)

    def _count(self, model: ClickModel, steps: int) -> None:
        model.optimizer.iterations.assign(steps)
        parts = model.optimizer.optimizers
        for part, before in zip(parts, self._before, strict=True):
            part.iterations.assign(steps + before)


def _variables(model: ClickModel, served: ClickModel) -> Iterator[Pair]:
    """Yields all variables of a model, and all slots of its optimizer."""
    together = zip(model.variables, _grouped(served.variables), strict=True)
    for whole, parts in together:
        yield whole.value, [part.value for part in parts]
        if not whole.trainable:
            continue
        of_parts = [served.optimizer.slots_of(part) for part in parts]
        for name, slot in model.optimizer.slots_of(whole).items():
            yield slot.value, [slots[name].value for slots in of_parts]


def _grouped(variables: Sequence[keras.Variable]) -> list[list[keras.Variable]]:
    """Returns each variable, or all shards of it, in their order."""
    groups: list[list[keras.Variable]] = []
    for variable in variables:
        number = variable.name.removeprefix(row_shards.PREFIX)
        if number != variable.name and int(number):
            groups[-1].append(variable)
        else:
            groups.append([variable])
    return groups
