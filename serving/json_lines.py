"""Predictions as JSON lines: a line a row, scores as the shortest exact text."""

import json
from json.encoder import encode_basestring

import numpy as np

from serving.predictor import Predictions


def prediction_lines(predictions: Predictions, keys: np.ndarray | None) -> list[str]:
    """Returns one line for each of B rows, without their line ends.

    Args:
      predictions: of the B rows.
      keys: UTF-8 bytes [B], or None where the rows have no key.

    Returns:
      `{"key": …, "classes": [negative, positive], "scores": [p0, p1]}`, and for a row
      with an error `{"error": …, "key": …}`.
    """
    rows = len(predictions.scores)
    names = ["null"] * rows if keys is None else list(map(_quoted, keys.tolist()))
    # numpy's own text of a float32 is the shortest that reads back as the same number.
    texts = map(str, predictions.scores.ravel())
    classes = json.dumps(predictions.classes, ensure_ascii=False)
    middle = f', "classes": {classes}, "scores": ['
    pairs = zip(names, texts, texts, strict=True)
    lines = [f'{{"key": {name}{middle}{p0}, {p1}]}}' for name, p0, p1 in pairs]
    for row, text in predictions.errors.items():
        lines[row] = f'{{"error": {_text(text)}, "key": {names[row]}}}'
    return lines


def error_line(error: str, **where: object) -> str:
    """Returns the line of what has no prediction, and where that stands."""
    return json.dumps({"error": error, **where}, ensure_ascii=False)


def _quoted(key: bytes) -> str:
    # A key that is no UTF-8 is shown with the bytes that are none as \\xNN.
    return encode_basestring(key.decode("utf-8", "backslashreplace"))


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
