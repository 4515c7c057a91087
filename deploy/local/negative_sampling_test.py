"""A model of a tenth of the negative rows predicts as many clicks as there are."""

import os
import subprocess

import numpy as np
import pytest

from bench.criteo_rows import generate
from deploy.local.spark_submit import spark_environment, spark_submit
from trainer import inputs, metrics
from trainer.look.verify import verify
from trainer.record_folder import RecordFolder, open_labelled

ROWS = 40_000


@pytest.fixture(scope="module")
def split(tmp_path_factory) -> dict[str, RecordFolder]:
    """Train records of a tenth of the negative rows, and a fifth of all to evaluate."""
    root = tmp_path_factory.mktemp("sampled")
    generate(ROWS, 5, root / "rows.tsv")
    flags = ["--in", "rows.tsv", "--artifacts", "artifacts", "--out", "train"]
    flags += [
        "--evaluate-out",
        "evaluate",
        "--split",
        "hash",
        "--evaluate-share",
        "0.2",
    ]
    subprocess.run(
        [*spark_submit("1g"), "--base", root, *flags, "--negative-rate", "0.1"],
        env={**os.environ, **spark_environment()},
        check=True,
    )
    return {name: open_labelled(root / name) for name in ("train", "evaluate")}


def columns(folder: RecordFolder) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features [N, F], labels [N] and weights [N] of all rows."""
    (features, label, weight) = next(iter(inputs.evaluate_batches(folder, ROWS)))
    numeric = features["numeric"].numpy().astype(np.float64)
    scaled = np.sign(numeric) * np.log1p(np.abs(numeric))
    design = np.column_stack([np.ones(len(scaled)), scaled])
    return design, label.numpy(), weight.numpy().astype(np.float64)


def fitted(design: np.ndarray, label: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The coefficients of a logistic regression, by Newton's method."""
    coefficients = np.zeros(design.shape[1])
    for _ in range(12):
        chance = metrics.probabilities(design @ coefficients)
        gradient = design.T @ (weight * (label - chance))
        curvature = (design.T * (weight * chance * (1 - chance))) @ design
        coefficients += np.linalg.solve(curvature, gradient)
    return coefficients


def test_predictions_are_calibrated_with_the_weights_and_far_off_without(split):
    design, label, weight = columns(split["train"])
    unseen, clicked, ones = columns(split["evaluate"])
    assert set(ones) == {1}
    assert set(weight[label == 1]) == {1}
    assert set(weight[label == 0]) == {10}

    def calibration(weights: np.ndarray) -> float:
        logits = unseen @ fitted(design, label, weights)
        return metrics.evaluate(logits, clicked, ones)["calibration"]

    assert calibration(weight) == pytest.approx(1, abs=0.05)
    # A tenth of the negative rows: the odds are ten times too high.
    assert calibration(np.ones(len(weight))) > 2.5


def test_every_row_is_in_one_output_or_was_not_drawn(split):
    counts = {name: folder.manifest.counts for name, folder in split.items()}
    label = columns(split["train"])[1]
    drawn = np.count_nonzero(label == 0)
    negatives = drawn + counts["train"].left_out - counts["evaluate"].written
    assert drawn == pytest.approx(negatives / 10, rel=0.1)
    assert {c.read for c in counts.values()} == {ROWS}
    assert split["train"].manifest.weight == "weight"
    for folder in split.values():
        assert verify(folder.directory).damages == []
