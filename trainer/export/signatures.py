"""The three ways to ask an exported model, which answer the same for the same row."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tensorflow as tf

from trainer.contract.artifacts import ArtifactsDirectory
from trainer.contract.schema import Column, Schema
from trainer.export import raw_columns
from trainer.export.list_inputs import lists_of, values_of_examples
from trainer.export.raw_columns import RawColumn
from trainer.export.tiles import in_tiles
from trainer.export.vocabulary_index import VocabularyIndex
from trainer.feature_types import DTYPES, lengths_name, ragged_spec
from trainer.models.click_model import ClickModel

Answer = dict[str, tf.Tensor]


class ServingModule(tf.Module):
    """A trained model and its vocabularies, as a SavedModel holds them.

    Every signature brings its rows to numbers [B, N], ids [B, S] and lists of ids, all
    exactly, and goes on from there through the same tiles. All answer `classes`, string
    [B, 2], the texts of the negative and of the positive class, and `scores`, float32
    [B, 2], their probabilities.
    """

    def __init__(self, model: ClickModel, artifacts: ArtifactsDirectory):
        """Takes the model's variables, and builds the index of its vocabularies.

        Args:
          model: built and trained.
          artifacts: those that encoded what it was trained on.
        """
        super().__init__(name="serving")
        self._schema = artifacts.schema
        self._model = _Untracked(model)
        # What the signatures read must hang on the module, or is not saved.
        self.model_variables = [variable.value for variable in model.weights]
        self.index = VocabularyIndex(
            [artifacts.vocabulary(c.name).values for c in self._schema.categorical]
        )

    def signatures(self) -> Mapping[str, Callable[..., Answer]]:
        """Returns the functions to save, by the names of their signatures."""
        return {
            "serving_default": self._function(self.examples, self._examples_spec()),
            "encoded": self._function(self.encoded, _encoded_spec(self._schema)),
            "raw": self._function(self.raw, _raw_spec(self._schema)),
        }

    def examples(self, inputs: Mapping[str, tf.Tensor]) -> Answer:
        """Scores serialized `tf.train.Example`s of one row each, string [B]."""
        parsed = tf.io.parse_example(inputs["examples"], self._example_features())
        for column in self._schema.lists:
            name = column.name
            lengths = parsed[lengths_name(name)]
            parsed[name] = values_of_examples(parsed[name], lengths, name)
        return self.encoded(parsed)

    def encoded(self, inputs: Mapping[str, tf.Tensor]) -> Answer:
        """Scores one tensor per feature: numbers float32 [B], ids int64 [B].

        A column with lists has the ids of all rows one after the other, int64 [V], and
        as NAME/lengths how many each row has, int64 [B], from 1.
        """
        numbers = [inputs[column.name] for column in self._schema.numeric]
        ids = [inputs[column.name] for column in self._schema.single_valued]
        names = [column.name for column in self._schema.lists]
        lengths = [inputs[lengths_name(name)] for name in names]
        rows = tf.shape((numbers + ids + lengths)[0])[0]
        lists = [lists_of(inputs, name, rows) for name in names]
        return self._answer(
            _columns(numbers, rows, tf.float32), _columns(ids, rows, tf.int64), lists
        )

    def raw(self, inputs: Mapping[str, tf.Tensor]) -> Answer:
        """Scores the columns as they stand in the log, string [B]; empty is missing.

        Also answers `errors`, string [B]: empty, or what is wrong with the first bad
        column of the row; the scores of such a row are NaN.
        """
        parsed = {
            column.name: _parser(column)(
                inputs[column.name], column, self._schema.input
            )
            for column in self._schema.columns
            if column.role in _PARSERS
        }
        errors = _first([column.errors for column in parsed.values()])
        rows = tf.shape(errors)[0]
        numbers = [parsed[column.name].values for column in self._schema.numeric]
        answer = self._answer(
            _columns(numbers, rows, tf.float32), *self._ids(parsed, rows)
        )
        bad = tf.not_equal(errors, "")[:, tf.newaxis]
        nothing = tf.constant(float("nan"))
        answer["scores"] = tf.where(bad, nothing, answer["scores"])
        return {**answer, "errors": errors}

    def _ids(
        self, parsed: Mapping[str, RawColumn], rows: tf.Tensor
    ) -> tuple[tf.Tensor, list[tf.RaggedTensor]]:
        """Returns the ids [B, S] and the lists of ids of the categories of B rows."""
        places = {column.name: f for f, column in enumerate(self._schema.categorical)}
        names = [column.name for column in self._schema.single_valued]
        values = _columns([parsed[name].values for name in names], rows, tf.string)
        ids = self.index.lookup(values, [places[name] for name in names])

        def ids_of(name: str) -> tf.RaggedTensor:
            values = parsed[name].values
            flat = values.flat_values[:, tf.newaxis]
            found = self.index.lookup(flat, [places[name]])[:, 0]
            return values.with_flat_values(found)

        return ids, [ids_of(column.name) for column in self._schema.lists]

    def _answer(
        self, numeric: tf.Tensor, ids: tf.Tensor, lists: Sequence[tf.RaggedTensor]
    ) -> Answer:
        scores = in_tiles(self._tile_scores, numeric, ids, *lists, width=2)
        # In a bin it would be a value like any other.
        finite = tf.reduce_all(tf.math.is_finite(numeric), axis=1, keepdims=True)
        scores = tf.where(finite, scores, float("nan"))
        label = self._schema.label
        classes = tf.constant([[label.negative[0], label.positive[0]]])
        return {"classes": tf.repeat(classes, tf.shape(ids)[0], 0), "scores": scores}

    def _tile_scores(
        self, numeric: tf.Tensor, ids: tf.Tensor, *lists: tf.RaggedTensor
    ) -> tf.Tensor:
        features = {"numeric": numeric, "ids": ids}
        if lists:
            features["lists"] = self._named(lists)
        positive = tf.sigmoid(self._model.content(features))
        return tf.stack([1 - positive, positive], axis=1)

    def _named(self, lists: Sequence[tf.RaggedTensor]) -> Mapping[str, tf.Tensor]:
        named = {}
        for column, given in zip(self._schema.lists, lists, strict=True):
            named[column.name] = given.flat_values
            named[lengths_name(column.name)] = given.row_lengths()
        return named

    def _example_features(self) -> Mapping[str, Any]:
        spec = ragged_spec(self._schema.lists)
        for name in spec.keys() - {column.name for column in self._schema.lists}:
            spec[name] = tf.io.FixedLenFeature([], tf.int64)
        single = (*self._schema.numeric, *self._schema.single_valued)
        return spec | {
            c.name: tf.io.FixedLenFeature([], DTYPES[c.role]) for c in single
        }

    def _function(
        self, body: Callable[..., Answer], spec: Mapping[str, tf.TensorSpec]
    ) -> Callable[..., Answer]:
        return tf.function(body, input_signature=[spec], autograph=False)

    def _examples_spec(self) -> Mapping[str, tf.TensorSpec]:
        return {"examples": tf.TensorSpec([None], tf.string, name="examples")}


class _Untracked:
    """Holds what a `tf.Module` shall not save: Keras' model would bring its own."""

    def __init__(self, content: ClickModel):
        self.content = content


_PARSERS = {"numeric": raw_columns.numeric, "categorical": raw_columns.categorical}


def _parser(column: Column) -> Callable[..., RawColumn]:
    many = column.list_separator is not None
    return raw_columns.lists if many else _PARSERS[column.role]


def _encoded_spec(schema: Schema) -> Mapping[str, tf.TensorSpec]:
    given = [column for column in schema.columns if column.role in _PARSERS]
    return {
        name: tf.TensorSpec([None], feature.dtype, name=name)
        for name, feature in ragged_spec(given).items()
    }


def _raw_spec(schema: Schema) -> Mapping[str, tf.TensorSpec]:
    return {
        column.name: tf.TensorSpec([None], tf.string, name=column.name)
        for column in schema.columns
        if column.role in _PARSERS
    }


def _columns(columns: list[tf.Tensor], rows: tf.Tensor, dtype: tf.DType) -> tf.Tensor:
    if not columns:
        return (
            tf.zeros([rows, 0], dtype) if dtype != tf.string else tf.fill([rows, 0], "")
        )
    return tf.stack(columns, axis=1)


def _first(errors: list[tf.Tensor]) -> tf.Tensor:
    first = errors[0]
    for later in errors[1:]:
        first = tf.where(tf.equal(first, ""), later, first)
    return first
