"""What all optimizers of a table share: only the rows that a batch has read are met."""

from collections.abc import Callable, Sequence
from typing import Any

import keras
import tensorflow as tf

from trainer import placement
from trainer.distinct_rows import sum_duplicates

Gradient = tf.Tensor | tf.IndexedSlices

# What an optimizer may have beside each variable, as Keras' own call them.
_SLOTS = ("_accumulators", "_linears", "_momentums", "_velocities")
# What Keras does by passing over every variable at every step.
WHOLE_TABLE = ("weight_decay", "use_ema", "gradient_accumulation_steps")


class RowSparse:
    """Comes before a Keras optimizer, and makes its step one of single rows.

    A table's gradient is a `tf.IndexedSlices`: the gradient of every read of a row.
    Here the reads of one row are summed, then clipped, then decayed, and `update_rows`
    gets each row once. So the square of a sum is taken where Keras takes the sum of
    squares, and a norm is that of the whole gradient. No operation is proportional to
    the table. Dense gradients take the same formulas.

    Clipping (`clipnorm`, `global_clipnorm`, `clipvalue`), schedules, saving and loading
    are Keras' own. L2 is that of the rows that the batch has read:

        g[r] += l2 * table[r], the gradient of l2 / 2 * |table[r]|^2
    """

    def __init__(self, *args: Any, l2: float = 0.0, **kwargs: Any):
        """Takes the arguments of the Keras optimizer, and `l2`.

        Raises:
          ValueError: an argument would make Keras pass over the whole table.
        """
        super().__init__(*args, **kwargs)
        _refuse_whole_table(self)
        if not 0 <= l2 < float("inf"):
            raise ValueError(f"l2: expected a number from 0, received {l2}")
        self.l2 = l2

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments that make the same optimizer."""
        return {**super().get_config(), "l2": self.l2}

    def add_variable_from_reference(
        self,
        reference_variable: keras.Variable,
        name: str | None = None,
        initializer: Any = "zeros",
    ) -> keras.Variable:
        """Makes a slot beside its variable, in no more memory than it needs itself."""
        if isinstance(initializer, keras.initializers.Constant):
            initializer = _filler(initializer.value)
        with tf.device(reference_variable.value.device):
            return super().add_variable_from_reference(
                reference_variable, name=name, initializer=initializer
            )

    def _clip_gradients(self, grads: Sequence[Gradient]) -> list[Gradient]:
        # Keras clips before it updates. Of a row's single reads it would take a norm
        # that is none, and by value it would make a gradient as large as the table.
        summed = [_summed(gradient) for gradient in grads]
        values = [_values(gradient) for gradient in summed]
        clipped = super()._clip_gradients(values)
        return [_with_values(g, v) for g, v in zip(summed, clipped, strict=True)]

    def update_step(
        self, gradient: Gradient, variable: tf.Variable, learning_rate: tf.Tensor
    ) -> None:
        """Updates `variable` and its slots in place."""
        rate = tf.cast(learning_rate, variable.dtype)
        if not isinstance(gradient, tf.IndexedSlices):
            self.update_all(variable, self._decayed(gradient, variable), rate)
            return
        if tf.distribute.get_strategy().num_replicas_in_sync > 1:
            # Each replica summed its own; together they have a row again and again.
            gradient = sum_duplicates(gradient)
        rows = gradient.indices
        values = self._decayed(gradient.values, variable, rows)
        self.update_rows(variable, values, rows, rate)

    def update_all(
        self, variable: tf.Variable, gradient: tf.Tensor, rate: tf.Tensor
    ) -> None:
        """Takes the step of a dense gradient, as Keras does."""
        super().update_step(gradient, variable, rate)

    def update_rows(
        self,
        variable: tf.Variable,
        gradient: tf.Tensor,
        rows: tf.Tensor,
        rate: tf.Tensor,
    ) -> None:
        """Takes the step of the rows that were read.

        Args:
          variable: the table, [R, D].
          gradient: of each row that was read, [U, D].
          rows: these rows, each once, [U].
          rate: the learning rate.
        """
        raise NotImplementedError

    def slot(self, slots: Sequence[keras.Variable], variable: tf.Variable) -> Any:
        """Returns the one of `slots` that belongs to `variable`."""
        return slots[self._get_variable_index(variable)].value

    def slots_of(self, variable: keras.Variable) -> dict[str, keras.Variable]:
        """Returns all slots of a variable, by their role."""
        place = self._get_variable_index(variable)
        slots = {role: getattr(self, role, None) for role in _SLOTS}
        return {role: of[place] for role, of in slots.items() if of}

    def _decayed(
        self, values: tf.Tensor, variable: tf.Variable, rows: tf.Tensor | None = None
    ) -> tf.Tensor:
        if not self.l2:
            return values
        now = variable if rows is None else tf.gather(variable, rows)
        return values + self.l2 * now


def _refuse_whole_table(optimizer: keras.optimizers.Optimizer) -> None:
    for name in WHOLE_TABLE:
        value = getattr(optimizer, name)
        if value:
            raise ValueError(
                f"{name}: expected none, as it passes over the whole table at every "
                f"step (l2 decays the rows that a batch has read), received {value}"
            )


def subtract_rows(variable: tf.Variable, rows: tf.Tensor, step: tf.Tensor) -> None:
    """Subtracts a step [U, D] from distinct rows [U] of a variable."""
    now = tf.gather(variable, rows)
    write_rows(variable, rows, now, now - step)


def write_rows(
    variable: tf.Variable, rows: tf.Tensor, now: tf.Tensor, then: tf.Tensor
) -> None:
    """Writes distinct rows [U] of a variable that were read, [U, D], and have changed.

    By copies: `scatter_add` takes three times as long where the table is larger than
    every cache, for it has one row under way at a time. But on a server another worker
    may have written them in between, and its part is not to be lost.
    """
    if placement.is_served(variable):
        variable.scatter_add(tf.IndexedSlices(then - now, rows))
    else:
        variable.scatter_update(tf.IndexedSlices(then, rows))


def _summed(gradient: Gradient) -> Gradient:
    sparse = isinstance(gradient, tf.IndexedSlices)
    return sum_duplicates(gradient) if sparse else gradient


def _values(gradient: Gradient) -> tf.Tensor:
    sparse = isinstance(gradient, tf.IndexedSlices)
    return gradient.values if sparse else gradient


def _with_values(gradient: Gradient, values: tf.Tensor) -> Gradient:
    if not isinstance(gradient, tf.IndexedSlices):
        return values
    return tf.IndexedSlices(values, gradient.indices, gradient.dense_shape)


def _filler(value: float) -> Callable[..., tf.Tensor]:
    # Keras multiplies a table of ones: two tables beside the one that is to be made.
    def fill(shape: Sequence[int], dtype: str) -> tf.Tensor:
        return tf.fill(shape, tf.cast(value, dtype))

    return fill
