"""`python -m bench.quality.lightgbm_peer COLUMNS SCORES SEED`: gradient-boosted trees.

Numbers are as they stand in the records, missing ones told; an id counts as a number,
which is its rank by frequency: as categories in LightGBM's sense, columns of tens of
thousands of values train slower and end lower.
"""

from pathlib import Path

import lightgbm
import numpy as np

from bench.quality.peer import Columns, columns, held_out, serve

_MISSING = -10
_ROUNDS = 200
_PATIENCE = 20
_OPTIONS = {
    "objective": "binary",
    "learning_rate": 0.2,
    "num_leaves": 127,
    "min_data_in_leaf": 100,
    "metric": "auc",
    "first_metric_only": True,
    "verbosity": -1,
    "deterministic": True,
    "force_row_wise": True,
}


def scores(train: Path, evaluate: Path, seed: int) -> np.ndarray:
    """Returns the scores float [N] of the evaluate rows."""
    given = columns(train)
    learnt, kept = held_out(len(given.label))
    data = lightgbm.Dataset(_table(given, learnt), given.label[learnt])
    watched = data.create_valid(_table(given, kept), given.label[kept])
    stopping = lightgbm.early_stopping(_PATIENCE)
    options = {**_OPTIONS, "seed": seed}
    shown = lightgbm.log_evaluation(10)
    booster = lightgbm.train(
        options, data, _ROUNDS, [watched], callbacks=[stopping, shown]
    )
    return booster.predict(_table(columns(evaluate), slice(None)))


def _table(given: Columns, rows: slice) -> np.ndarray:
    numbers = np.where(given.numeric[rows] == _MISSING, np.nan, given.numeric[rows])
    return np.concatenate([numbers, given.ids[rows].astype(np.float32)], axis=1)


if __name__ == "__main__":
    serve(scores)
