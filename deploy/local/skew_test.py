"""No skew: a line of the log scores the same raw as through records and batch."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from deploy.local.conftest import run_job
from deploy.local.run_folder import RunFolder
from trainer.contract import manifest as manifests

REAL_LOG = Path(__file__).parents[3] / "shared/data/criteo-1tb/day_0.tsv"

# A process of its own: scoring chooses TensorFlow's kernels when it is imported.
SCORE_RAW = """
import json, sys
from serving.predictor import Predictor
model, log = sys.argv[1:]
predictor = Predictor(model)
rows = [line.split(b"\\t") for line in open(log, "rb").read().split(b"\\n")[:-1]]
names = json.loads(sys.stdin.read())
columns = dict(zip(names, zip(*(row[-len(names):] for row in rows), strict=True)))
scores = predictor.predict_raw(columns).scores
print(json.dumps([[float(score) for score in row] for row in scores]))
"""


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    if not REAL_LOG.is_file():
        pytest.skip("the sample of real click logs is not there")
    folder = RunFolder(tmp_path_factory.mktemp("real") / "run")
    done = run_job("run", "--data", REAL_LOG, "--out", folder.root)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def score_raw(folder: RunFolder) -> np.ndarray:
    schema = json.loads((folder.artifacts / "schema.json").read_bytes())
    roles = ("numeric", "categorical")
    names = [c["name"] for c in schema["columns"] if c["role"] in roles]
    paths = (str(folder.newest_export()), str(folder.rows("predict")))
    done = subprocess.run(
        [sys.executable, "-c", SCORE_RAW, *paths],
        input=json.dumps(names),
        capture_output=True,
        text=True,
        check=True,
    )
    return np.array(json.loads(done.stdout), np.float32)


def score_batch(folder: RunFolder) -> np.ndarray:
    listed = manifests.read(folder.predictions).files
    texts = [(folder.predictions / file.name).read_text() for file in listed]
    lines = [json.loads(line) for text in texts for line in text.splitlines()]
    return np.array([line["scores"] for line in lines], np.float32)


def test_generated_rows_score_the_same_bits_raw_and_through_records(finished):
    assert np.array_equal(score_raw(finished), score_batch(finished))


def test_real_click_logs_go_through_every_stage_and_nothing_is_rejected(real):
    rows = json.loads(real.summary.read_bytes())["rows"]
    assert sum(rows.values()) == 6950
    assert rows["rejected"] == 0
    assert np.array_equal(score_raw(real), score_batch(real))
