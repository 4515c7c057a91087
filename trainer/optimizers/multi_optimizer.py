"""Several optimizers compiled as one: each part of a model has its own."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import keras
import tensorflow as tf

from trainer.optimizers.row_sparse import Gradient

# What Keras does around a step, and a part cannot do for itself.
AROUND_THE_STEP = ("use_ema", "gradient_accumulation_steps", "loss_scale_factor")


@keras.saving.register_keras_serializable("sparky")
class MultiOptimizer(keras.optimizers.Optimizer):
    """Gives every variable to the optimizer of the layer that holds it.

    A part is named after a layer: it has the variables below it, those whose path has
    the name between slashes. `rest` has all others. Cheng et al., "Wide & Deep Learning
    for Recommender Systems", 2016, section 3.2, train their two parts so: FTRL on the
    wide one, AdaGrad on the deep one, together.

        MultiOptimizer({"wide": SparseFtrl(0.1), "deep": SparseAdagrad(0.1)}, Adam())

    Each part has its own rate or schedule, clipping and slots. The `learning_rate` of
    the whole multiplies those of the parts: 1 as long as nothing changes it, such as
    `keras.callbacks.ReduceLROnPlateau`.
    """

    def __init__(
        self,
        parts: Mapping[str, keras.optimizers.Optimizer],
        rest: keras.optimizers.Optimizer,
        learning_rate: float | keras.optimizers.schedules.LearningRateSchedule = 1.0,
        name: str = "multi_optimizer",
    ):
        """Takes the optimizers; `build` tells them their variables.

        Args:
          parts: the name of a layer to its optimizer.
          rest: of all variables that no part has.
          learning_rate: a factor, or a schedule of one.
          name: of the optimizer.

        Raises:
          ValueError: one of them has an argument that it has no part in as a part.
        """
        super().__init__(learning_rate=learning_rate, name=name)
        self.names = list(parts)
        self.optimizers = [*parts.values(), rest]
        for optimizer in self.optimizers:
            _refuse_around_the_step(optimizer)

    def build(self, variables: Sequence[keras.Variable]) -> None:
        """Tells each optimizer which variables are its own.

        Raises:
          ValueError: a part has none.
        """
        if self.built:
            return
        super().build(variables)
        owners = [self._owner(variable) for variable in variables]
        for number, optimizer in enumerate(self.optimizers):
            own = [v for v, o in zip(variables, owners, strict=True) if o == number]
            if not own and number < len(self.names):
                raise ValueError(
                    f"{self.names[number]}: expected a layer with variables, "
                    f"received {', '.join(variable.path for variable in variables)}"
                )
            optimizer.build(own)

    @property
    def all_variables(self) -> list[keras.Variable]:
        """Its own variables and those of all parts; `variables` are its own."""
        return [v for o in (self, *self.optimizers) for v in o.variables]

    @property
    def by_part(self) -> dict[str, list[keras.Variable]]:
        """Its own variables, as `all`, and those of each part, by name or as `rest`."""
        names = ("all", *self.names, "rest")
        optimizers = (self, *self.optimizers)
        return {n: o.variables for n, o in zip(names, optimizers, strict=True)}

    def slots_of(self, variable: keras.Variable) -> dict[str, keras.Variable]:
        """Returns all slots of a variable, by their role, where all parts know them."""
        return self.optimizers[self._owner(variable)].slots_of(variable)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments that make the same optimizer."""
        made = [keras.saving.serialize_keras_object(o) for o in self.optimizers]
        return {
            "parts": dict(zip(self.names, made[:-1], strict=True)),
            "rest": made[-1],
            "learning_rate": super().get_config()["learning_rate"],
            "name": self.name,
        }

    @classmethod
    def from_config(
        cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None
    ) -> "MultiOptimizer":
        """Makes the optimizer that `get_config` told of."""

        def made(given: Any) -> Any:
            return keras.saving.deserialize_keras_object(given, custom_objects)

        rate = config["learning_rate"]
        return cls(
            {name: made(part) for name, part in config["parts"].items()},
            made(config["rest"]),
            made(rate) if isinstance(rate, dict) else rate,
            config["name"],
        )

    def _backend_apply_gradients(
        self, grads: Sequence[Gradient], trainable_variables: Sequence[keras.Variable]
    ) -> None:
        for optimizer, own, variables in self._shares(grads, trainable_variables):
            # What Keras does for a single optimizer, at another rate.
            if own:
                clipped = optimizer._clip_gradients(own)
                optimizer._apply_weight_decay(variables)
                rate = optimizer.learning_rate * self.learning_rate
                optimizer._backend_update_step(clipped, variables, rate)
            optimizer._iterations.assign_add(1)

    def _shares(
        self, grads: Sequence[Gradient], variables: Sequence[keras.Variable]
    ) -> Iterator[tuple[keras.optimizers.Optimizer, list[Gradient], list[tf.Variable]]]:
        for number, optimizer in enumerate(self.optimizers):
            own = [
                (gradient, variable)
                for gradient, variable in zip(grads, variables, strict=True)
                if self._owner(variable) == number
            ]
            yield optimizer, [g for g, _ in own], [v for _, v in own]

    def _owner(self, variable: keras.Variable) -> int:
        named = (n for n, name in enumerate(self.names) if holds(name, variable))
        return next(named, len(self.names))


def holds(name: str, variable: keras.Variable) -> bool:
    """Returns whether a variable lies in a layer of this name."""
    return name in variable.path.split("/")


def _refuse_around_the_step(optimizer: keras.optimizers.Optimizer) -> None:
    for name in AROUND_THE_STEP:
        value = getattr(optimizer, name)
        if value:
            raise ValueError(
                f"{name}: expected none for {optimizer.name}, "
                f"an optimizer of a part, received {value}"
            )
