"""The three ways to ask an exported model, which answer the same for the same row."""

from collections.abc import Callable, Mapping

import tensorflow as tf

from trainer.contract.artifacts import ArtifactsDirectory
from trainer.contract.schema import Schema
from trainer.export import raw_columns
from trainer.export.tiles import in_tiles
from trainer.export.vocabulary_index import VocabularyIndex
from trainer.feature_types import DTYPES
from trainer.models.click_model import ClickModel

Answer = dict[str, tf.Tensor]


class ServingModule(tf.Module):
    """A trained model and its vocabularies, as a SavedModel holds them.

    Every signature brings its rows to numbers [B, N] and ids [B, C], exactly, and goes
    on from there through the same tiles. All answer `classes`, string [B, 2], the texts
    of the negative and of the positive class, and `scores`, float32 [B, 2], their
    probabilities.
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
        columns = (*self._schema.numeric, *self._schema.categorical)
        spec = {c.name: tf.io.FixedLenFeature([], DTYPES[c.role]) for c in columns}
        return self.encoded(tf.io.parse_example(inputs["examples"], spec))

    def encoded(self, inputs: Mapping[str, tf.Tensor]) -> Answer:
        """Scores one tensor per feature: numbers float32 [B], ids int64 [B]."""
        numbers = [inputs[column.name] for column in self._schema.numeric]
        ids = [inputs[column.name] for column in self._schema.categorical]
        rows = tf.shape((numbers + ids)[0])[0]
        return self._answer(
            _columns(numbers, rows, tf.float32), _columns(ids, rows, tf.int64)
        )

    def raw(self, inputs: Mapping[str, tf.Tensor]) -> Answer:
        """Scores the columns as they stand in the log, string [B]; empty is missing.

        Also answers `errors`, string [B]: empty, or what is wrong with the first bad
        column of the row; the scores of such a row are NaN.
        """
        parsed = {
            column.name: _PARSERS[column.role](
                inputs[column.name], column, self._schema.input
            )
            for column in self._schema.columns
            if column.role in _PARSERS
        }
        errors = _first([column.errors for column in parsed.values()])
        rows = tf.shape(errors)[0]
        numbers = [parsed[column.name].values for column in self._schema.numeric]
        values = [parsed[column.name].values for column in self._schema.categorical]
        ids = self.index.lookup(_columns(values, rows, tf.string))
        answer = self._answer(_columns(numbers, rows, tf.float32), ids)
        bad = tf.not_equal(errors, "")[:, tf.newaxis]
        nothing = tf.constant(float("nan"))
        answer["scores"] = tf.where(bad, nothing, answer["scores"])
        return {**answer, "errors": errors}

    def _answer(self, numeric: tf.Tensor, ids: tf.Tensor) -> Answer:
        scores = in_tiles(self._tile_scores, numeric, ids, width=2)
        label = self._schema.label
        classes = tf.constant([[label.negative[0], label.positive[0]]])
        return {"classes": tf.repeat(classes, tf.shape(ids)[0], 0), "scores": scores}

    def _tile_scores(self, numeric: tf.Tensor, ids: tf.Tensor) -> tf.Tensor:
        logits = self._model.content({"numeric": numeric, "ids": ids})
        positive = tf.sigmoid(logits)
        return tf.stack([1 - positive, positive], axis=1)

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


def _encoded_spec(schema: Schema) -> Mapping[str, tf.TensorSpec]:
    return {
        column.name: tf.TensorSpec([None], DTYPES[column.role], name=column.name)
        for column in schema.columns
        if column.role in _PARSERS
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
