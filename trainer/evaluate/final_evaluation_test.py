import contextlib
import csv
import io
import json

import numpy as np
import pytest

from trainer import config, run
from trainer.contract.errors import UsageError
from trainer.termination import Termination

LABELS = [1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0]


@pytest.fixture(scope="module")
def evaluated(golden_run, tmp_path_factory):
    job = tmp_path_factory.mktemp("evaluated") / "job"
    slices = ("--slice=site", "--slice=hour", "--slice=site")
    flags = [f"--job-dir={job}", *golden_run.flags, *slices, "--eval-scores"]
    with contextlib.redirect_stdout(io.StringIO()):
        run.run(config.parse(flags), Termination())
    return job


def test_metrics_have_intervals_deciles_and_slices(evaluated):
    figures = json.loads((evaluated / "metrics.json").read_bytes())
    for name, (low, high) in figures["intervals"].items():
        assert low <= figures[name] <= high, name
    assert figures["bootstrap"] == {"level": 0.95, "replicates": 200}
    assert sum(each["rows"] for each in figures["calibration_deciles"]) == 13
    assert 0 <= figures["expected_calibration_error"] <= 1
    of_site = figures["slices"]["site"]
    assert list(figures["slices"]) == ["site", "hour"]
    named = [(each["kind"], each.get("value"), each["rows"]) for each in of_site]
    assert named == [
        ("value", "-10", 3),
        ("value", "bücher.example", 2),
        ("value", "example.org", 2),
        ("value", 'quo"te, comma', 2),
        ("unseen", None, 4),
    ]
    # Rows 1 and 2 weigh 1 and .5, and the first is a click.
    assert of_site[2]["positive_rate"] == pytest.approx(1 / 1.5)
    assert sum(each["rows"] for each in figures["slices"]["hour"]) == 13


def test_scores_are_a_line_for_each_row_with_its_key(evaluated, golden_run):
    data = (evaluated / "eval-scores.csv").read_bytes()
    assert data.count(b"\r\n") == 14
    header, *rows = csv.reader(io.StringIO(data.decode(), newline=""))
    assert header == ["key", "label", "score"]
    assert [int(label) for _, label, _ in rows] == LABELS
    keys = [key for key, _, _ in rows]
    assert keys == [f"r-{n:02}" for n in range(1, 13)] + ["ключ"]
    scores = np.array([float(score) for _, _, score in rows])
    weights = np.array([1, 0.5, 1, 2, 1, 1, 1, 0.001, 1, 1, 0, 1, 1])
    predicted = (scores * weights).sum() / (np.array(LABELS) * weights).sum()
    calibration = golden_run.metrics["calibration"]
    assert predicted == pytest.approx(calibration, rel=1e-6)


def test_a_slice_by_no_feature_is_refused_before_anything_is_written(
    golden_run, tmp_path
):
    flags = [f"--job-dir={tmp_path / 'job'}", *golden_run.flags, "--slice=prize"]
    with pytest.raises(UsageError) as error:
        run.run(config.parse(flags), Termination())
    assert str(error.value).endswith('received "prize", did you mean "price"?')
    assert not (tmp_path / "job").exists()
