"""How much worse a model is without a feature: permutation importance."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import tensorflow as tf

from trainer import metrics
from trainer.contract.schema import Schema
from trainer.evaluate.row_sample import Features, RowSample, taken, taken_list
from trainer.evaluate.scored_rows import ScoredRows

# The whole is at most a million scores: a second or two.
MOST_ROWS = 20_000
MOST_SCORES = 1_000_000
ROWS_AT_ONCE = 4096


def sample_of(rows: int, schema: Schema, seed: int) -> RowSample:
    """Returns the sample of so many evaluate rows that importance is measured on."""
    features = len(schema.numeric) + len(schema.categorical)
    return RowSample(rows, min(MOST_ROWS, MOST_SCORES // features), seed)


def importance(
    sample: RowSample,
    rows: ScoredRows,
    schema: Schema,
    logits: Callable[[Mapping[str, Any]], tf.Tensor],
    seed: int,
) -> Mapping[str, Any]:
    """Returns what AUC and logloss lose when a feature says nothing.

    The values of one feature change places among the sampled rows, so that their
    distribution stays and their connection with the label goes (Breiman, "Random
    Forests", 2001, section 10). Of two features that say the same, each seems to matter
    little.

    Args:
      sample: after all rows have passed by.
      rows: all of them, scored.
      schema: of the features.
      logits: the model.
      seed: of the permutations.

    Returns:
      `rows`, how many were sampled, and `features`: for each its name as `feature`,
      `auc_lost` (None where the rows have one class) and `logloss_lost`, the largest
      loss first. Without any weight among the rows, there are no features.
    """
    some, given = rows.at(sample.places), sample.features()
    if not np.any(some.weights > 0):
        return {"rows": len(sample.places), "features": []}
    before = metrics.evaluate(some.logits, some.labels, some.weights)
    lost = []
    for name, permuted in _permuted(given, schema, seed):
        answers = _logits(permuted, logits)
        after = metrics.evaluate(answers, some.labels, some.weights)
        lost.append(
            {
                "feature": name,
                "auc_lost": before["auc"] and before["auc"] - after["auc"],
                "logloss_lost": after["logloss"] - before["logloss"],
            }
        )
    lost.sort(key=lambda each: -each["logloss_lost"])
    return {"rows": len(sample.places), "features": lost}


def _permuted(
    given: Features, schema: Schema, seed: int
) -> Iterator[tuple[str, Features]]:
    for number, column in enumerate((*schema.numeric, *schema.categorical)):
        order = np.random.default_rng([seed, number]).permutation(len(given["ids"]))
        name = column.name
        if column.list_separator is not None:
            lists = {**given["lists"], **taken_list(given["lists"], name, order)}
            yield name, {**given, "lists": lists}
        elif column.role == "numeric":
            place = [c.name for c in schema.numeric].index(name)
            yield name, {**given, "numeric": _moved(given["numeric"], place, order)}
        else:
            place = [c.name for c in schema.single_valued].index(name)
            yield name, {**given, "ids": _moved(given["ids"], place, order)}


def _moved(columns: np.ndarray, place: int, order: np.ndarray) -> np.ndarray:
    moved = columns.copy()
    moved[:, place] = columns[order, place]
    return moved


def _logits(
    features: Features, logits: Callable[[Mapping[str, Any]], tf.Tensor]
) -> np.ndarray:
    rows = np.arange(len(features["ids"]))
    pieces = np.split(rows, range(ROWS_AT_ONCE, len(rows), ROWS_AT_ONCE))
    answers = (
        logits(tf.nest.map_structure(tf.constant, taken(features, piece)))
        for piece in pieces
    )
    return np.concatenate([answer.numpy() for answer in answers])
