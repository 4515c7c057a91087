"""A user's own model, by `--model package.module:function`."""

import importlib
import inspect
import random
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, NoReturn

import keras
import tensorflow as tf

from trainer.config import RunConfig
from trainer.contract.errors import UsageError
from trainer.contract.nearest import nearest
from trainer.contract.schema import Schema
from trainer.feature_types import lengths_name
from trainer.layers.stacked_embedding import unseen_as_zero
from trainer.model_flags import PRECISIONS
from trainer.models.click_model import ClickModel

# Enough for a shape that depends on the batch to show.
ROWS = 3


class OwnModel(ClickModel):
    """Any Keras model of the features, as a click model.

    It reads `numeric` [B, N], numbers as they stand in the records, and `ids` [B, S] of
    the columns of one value a row, from 1 to the size of the vocabulary, or 0 for an
    unseen value; where the schema has lists, `lists` too, such ids of all rows by NAME,
    [V], and NAME/lengths [B]. It answers logits [B] or [B, 1].
    """

    def __init__(self, model: keras.Model, schema: Schema):
        """Takes the model.

        Args:
          model: that a user's function has returned.
          schema: resolved.
        """
        super().__init__()
        self.model = model
        self._schema = schema
        sizes = {c.name: schema.vocabulary_size(c.name) for c in schema.categorical}
        self._sizes = [sizes[column.name] for column in schema.single_valued]
        self._list_sizes = {column.name: sizes[column.name] for column in schema.lists}

    def build(self, input_shape: object = None) -> None:
        """Makes the variables of a model that makes them when it is first called."""
        self.model(_some_rows(self._schema))

    def call(self, features: Mapping[str, Any], training: bool = False) -> Any:
        """Returns the model's answer, logits [B], or what else it has answered."""
        known = {**features, "ids": unseen_as_zero(features["ids"], self._sizes)}
        if self._list_sizes:
            known["lists"] = self._known(features["lists"])
        logits = self.model(known, training=training)
        beside = (_shape(logits) or [])[1:]
        return tf.squeeze(logits, axis=1) if beside == [1] else logits

    def _known(self, lists: Mapping[str, tf.Tensor]) -> dict[str, tf.Tensor]:
        sizes = self._list_sizes.items()
        known = {name: unseen_as_zero(lists[name], size) for name, size in sizes}
        return {**lists, **known}


def load(config: RunConfig, schema: Schema) -> ClickModel:
    """Returns what the function that `--model` names has made, built.

    What the module and the function raise of their own is left as it is, with its
    traceback, for the one who wrote them.

    Args:
      config: of the run; its seed is also that of Python's `random`.
      schema: resolved.

    Raises:
      UsageError: there is no such module or function, or it makes something else than
        a Keras model of one logit a row, or one whose precision no flag sets.
    """
    name, _, function_name = config.model.partition(":")
    function = _function(config.model, _module(config.model, name), function_name)
    # Keras draws its seeds from there. `keras.utils.set_random_seed` would also seed
    # TensorFlow, whose input pipelines take no seed of an epoch then.
    random.seed(config.seed)
    model = function(schema, config)
    if not isinstance(model, keras.Model):
        _refuse(config.model, "a keras.Model", type(model).__name__)
    own = model if isinstance(model, ClickModel) else _wrapped(model, config, schema)
    own.build()
    _require_logits(config.model, own(_some_rows(schema)))
    return own


def _wrapped(model: keras.Model, config: RunConfig, schema: Schema) -> OwnModel:
    if config.precision != PRECISIONS[0]:
        raise UsageError(
            f"--precision {config.precision}: expected {PRECISIONS[0]} with --model "
            f"{config.model}, for Keras' layers have a dtype policy of their own"
        )
    return OwnModel(model, schema)


def _module(given: str, name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        _refuse(given, "a module here or in this environment", str(error), error)


def _function(given: str, module: ModuleType, name: str) -> Callable[..., Any]:
    function = getattr(module, name, None)
    if function is None:
        near = nearest(name, [n for n in vars(module) if not n.startswith("_")])
        hint = f', did you mean "{near}"?' if near else ""
        _refuse(given, f"a function of {module.__name__}", f'no "{name}"{hint}')
    if not callable(function):
        _refuse(given, "a function", type(function).__name__)
    try:
        inspect.signature(function).bind(None, None)
    except TypeError as error:
        received = f"{name}{inspect.signature(function)}"
        _refuse(given, "a function of (schema, config)", received, error)
    return function


def _some_rows(schema: Schema) -> dict[str, Any]:
    rows = {
        "numeric": tf.zeros([ROWS, len(schema.numeric)]),
        "ids": tf.zeros([ROWS, len(schema.single_valued)], tf.int64),
    }
    names = [column.name for column in schema.lists]
    lists = {name: tf.zeros([ROWS], tf.int64) for name in names}
    lists |= {lengths_name(name): tf.ones([ROWS], tf.int64) for name in names}
    return {**rows, "lists": lists} if lists else rows


def _require_logits(given: str, logits: Any) -> None:
    expected = f"float32 logits [{ROWS}] of {ROWS} rows"
    shape = _shape(logits)
    if shape is None:
        _refuse(given, expected, type(logits).__name__)
    if shape != [ROWS] or logits.dtype != tf.float32:
        _refuse(given, expected, f"{logits.dtype.name} {shape}")


def _shape(logits: Any) -> list[int | None] | None:
    return logits.shape.as_list() if isinstance(logits, tf.Tensor) else None


def _refuse(
    given: str, expected: str, received: str, cause: Exception | None = None
) -> NoReturn:
    raise UsageError(
        f"--model {given}: expected {expected}, received {received}"
    ) from cause
