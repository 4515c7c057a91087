"""All that is found out about a model when its training is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from trainer.contract.artifacts import ArtifactsDirectory
from trainer.evaluate import figures
from trainer.evaluate.importance import importance, sample_of
from trainer.evaluate.ranked_rows import RankedRows
from trainer.evaluate.row_columns import RowColumns, feature
from trainer.evaluate.scored_rows import ScoredRows
from trainer.evaluate.slices import slices
from trainer.evaluation import Evaluator, figures_of


@dataclass(frozen=True)
class FinalEvaluation:
    """What was found out.

    Attributes:
      figures: for `metrics.json`.
      rows: the evaluate rows, scored.
      ranked: the same, by score.
    """

    figures: Mapping[str, Any]
    rows: ScoredRows
    ranked: RankedRows


def evaluate(
    evaluator: Evaluator,
    rows: int,
    artifacts: ArtifactsDirectory,
    sliced_by: Sequence[str],
    seed: int,
) -> FinalEvaluation:
    """Scores the evaluate rows once, and computes everything.

    Args:
      evaluator: of the rows.
      rows: how many there are.
      artifacts: those that encoded them, or their ancestors.
      sliced_by: names of features.
      seed: of all draws.

    Raises:
      DivergedError: the logloss is not finite.
      InputError: the rows weigh nothing.
      UsageError: there is no such feature.
    """
    schema = artifacts.schema
    columns, sample = RowColumns(schema, sliced_by), sample_of(rows, schema, seed)
    scored = evaluator.score([columns.keep, sample.keep])
    of_epochs = figures_of(scored)
    ranked = RankedRows(scored.logits, scored.labels, scored.weights)
    of_slices = {
        name: _of_slices(scored, columns, name, artifacts, seed) for name in sliced_by
    }
    found = {
        **of_epochs,
        **figures.of_all(ranked, seed),
        "slices": of_slices,
        "importance": importance(sample, scored, schema, evaluator.logits, seed),
    }
    return FinalEvaluation(found, scored, ranked)


def _of_slices(
    rows: ScoredRows,
    columns: RowColumns,
    name: str,
    artifacts: ArtifactsDirectory,
    seed: int,
) -> list[Mapping[str, Any]]:
    column = feature(artifacts.schema, name)
    return [
        {**each.document, **_of_slice(rows.at(each.rows), seed)}
        for each in slices(column, columns.column(name), artifacts)
    ]


def _of_slice(rows: ScoredRows, seed: int) -> Mapping[str, Any]:
    if not np.any(rows.weights > 0):
        # They count for nothing, and have no figure.
        return {"rows": len(rows.weights)}
    ranked = RankedRows(rows.logits, rows.labels, rows.weights)
    return {**figures_of(rows), **figures.of_some(ranked, seed)}
