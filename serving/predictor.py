"""The one place where a prediction happens: a verified export, loaded and asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tensorflow as tf

from trainer.contract import schema as schemas
from trainer.contract.errors import ContractError
from trainer.contract.exports import verify_export
from trainer.contract.manifest import SCHEMA
from trainer.contract.schema import Schema

SIGNATURES = ("serving_default", "encoded", "raw")
NOT_FINITE = "the model's scores are not finite"


@dataclass(frozen=True)
class Predictions:
    """The answers for B rows.

    Attributes:
      classes: the texts of the negative and the positive class.
      scores: float32 [B, 2]: the probability of each class; NaN for a bad row.
      errors: a row with a position here has no answer, but this text.
    """

    classes: tuple[str, str]
    scores: np.ndarray
    errors: Mapping[int, str]


class Predictor:
    """A SavedModel whose every file was verified before it was loaded.

    Attributes:
      directory: the export.
      manifest: of kind `export`.
      schema: resolved; names the features.
      schema_bytes: those of its `schema.json`.
    """

    def __init__(self, directory: Path | str):
        """Verifies and loads an export.

        Args:
          directory: what training left under `export/Servo/<epoch seconds>`.

        Raises:
          ContractError: it is no export, is damaged, or lacks a signature.
        """
        self.directory = Path(directory)
        self.manifest = verify_export(directory)
        path = self.directory / SCHEMA
        self.schema_bytes = path.read_bytes()
        self.schema: Schema = schemas.parse(self.schema_bytes, str(path), resolved=True)
        # The signatures live as long as the model that they belong to.
        self._model = _load(directory)
        self._signatures = self._model.signatures

    def predict_columns(self, columns: Mapping[str, tf.Tensor]) -> Predictions:
        """Scores encoded rows.

        Args:
          columns: a tensor [B] for every feature by name: float32 numbers, int64 ids;
            of a list the ids of all rows one after the other, int64 [V], and as
            NAME/lengths how many each row has, int64 [B].
        """
        return _predictions(self._call("encoded", columns))

    def predict_examples(self, examples: Sequence[bytes] | tf.Tensor) -> Predictions:
        """Scores serialized one-row `tf.train.Example`s [B].

        Raises:
          tf.errors.InvalidArgumentError: one of them is none.
        """
        return _predictions(self._call("serving_default", {"examples": examples}))

    def predict_raw(self, columns: Mapping[str, Sequence[str | bytes]]) -> Predictions:
        """Scores rows as they stand in the log; '' is a missing value.

        Args:
          columns: the texts [B] of every numeric and categorical column by name.

        Returns:
          The answers; a row with a bad text has an error of its own.
        """
        return _predictions(self._call("raw", columns))

    def _call(self, name: str, inputs: Mapping[str, object]) -> dict[str, np.ndarray]:
        signature = self._signatures[name]
        # A specification keeps the name that a parameter of Python cannot have.
        specs = signature.structured_input_signature[1].values()
        dtypes = {spec.name: spec.dtype for spec in specs}
        different = sorted(inputs.keys() ^ dtypes.keys())
        if different:
            expected = f"expected the inputs of the signature {name} by their names"
            raise ContractError(f"{expected}, received another {', '.join(different)}")
        tensors = {k: tf.convert_to_tensor(v, dtypes[k]) for k, v in inputs.items()}
        return {key: value.numpy() for key, value in signature(**tensors).items()}


def _load(directory: Path | str) -> tf.Module:
    try:
        model = tf.saved_model.load(str(directory))
    except (OSError, ValueError, KeyError, tf.errors.OpError) as error:
        raise ContractError(
            f"{directory}: expected a SavedModel, received {error}"
        ) from error
    for name in SIGNATURES:
        if name not in model.signatures:
            raise ContractError(
                f"{directory}: expected the signature {name}, received none"
            )
    return model


def _predictions(outputs: Mapping[str, np.ndarray]) -> Predictions:
    scores = outputs["scores"]
    errors = {
        int(row): NOT_FINITE for row in np.flatnonzero(~np.isfinite(scores).all(1))
    }
    # Where the graph itself says what is wrong, its words are better.
    texts = outputs.get("errors", np.empty(0, object))
    errors |= {int(row): texts[row].decode() for row in np.flatnonzero(texts != b"")}
    negative, positive = (text.decode() for text in outputs["classes"][0])
    return Predictions((negative, positive), scores, errors)
