"""`python -m bench.adult.peers PEER ROWS SCORES SEED`: other models on the same rows.

It runs where neither TensorFlow nor this project's requirements are.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np

# Of the rows to learn from, the last share is to stop by.
STOP_BY = 0.1
ROUNDS = 2000
PATIENCE = 50


def logistic_regression(rows: dict[str, np.ndarray], seed: int) -> np.ndarray:
    """Returns the scores [T] of one weight a category and one a number."""
    from sklearn.compose import make_column_transformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    numbers = rows["numeric"].shape[1]
    encoder = make_column_transformer(
        (StandardScaler(), slice(0, numbers)),
        (OneHotEncoder(handle_unknown="ignore"), slice(numbers, None)),
    )
    model = make_pipeline(encoder, LogisticRegression(max_iter=1000))
    model.fit(np.hstack([rows["numeric"], rows["ids"]]), rows["label"])
    test = np.hstack([rows["test_numeric"], rows["test_ids"]])
    return model.predict_proba(test)[:, 1]


def lightgbm(rows: dict[str, np.ndarray], seed: int) -> np.ndarray:
    """Returns the scores [T] of gradient-boosted trees, stopped at their best."""
    import lightgbm

    learnt = slice(0, round(len(rows["label"]) * (1 - STOP_BY)))
    kept = slice(learnt.stop, None)
    inputs = np.hstack([rows["numeric"], rows["ids"]])
    ids = list(range(rows["numeric"].shape[1], inputs.shape[1]))
    data = lightgbm.Dataset(
        inputs[learnt], rows["label"][learnt], categorical_feature=ids
    )
    watched = data.create_valid(inputs[kept], rows["label"][kept])
    options = {
        "objective": "binary",
        "metric": "auc",
        "learning_rate": 0.05,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "verbosity": -1,
    }
    stopping = lightgbm.early_stopping(PATIENCE, verbose=False)
    booster = lightgbm.train(
        options, data, ROUNDS, valid_sets=[watched], callbacks=[stopping]
    )
    return booster.predict(np.hstack([rows["test_numeric"], rows["test_ids"]]))


PEERS: dict[str, Callable[[dict[str, np.ndarray], int], np.ndarray]] = {
    "logistic-regression": logistic_regression,
    "lightgbm": lightgbm,
}


def main() -> None:
    """Learns, and leaves the scores of the test rows as an array."""
    parser = argparse.ArgumentParser()
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("rows", type=Path)
    parser.add_argument("scores", type=Path)
    parser.add_argument("seed", type=int)
    given = parser.parse_args()
    with np.load(given.rows) as rows:
        np.save(given.scores, PEERS[given.peer](dict(rows), given.seed))


if __name__ == "__main__":
    main()
