import json
import shutil

import pytest

from deploy.local.conftest import ROWS, entries, run_job
from trainer.contract import manifest as manifests


@pytest.fixture(scope="module")
def summary(finished):
    return json.loads(finished.summary.read_bytes())


def test_the_summary_has_its_keys_and_no_others(summary):
    assert {name: set(summary[name]) for name in ("rows", "seconds", "metrics")} == {
        "rows": {"train", "evaluate", "predict", "rejected"},
        "seconds": {
            *("setup", "generate", "prepare_train", "prepare_evaluate"),
            *("prepare_predict", "train", "evaluate", "export", "predict"),
        },
        "metrics": {"auc", "logloss", "base_logloss", "bayes_auc"},
    }
    assert set(summary) == {"rows", "seconds", "metrics", "model"}


def test_no_row_is_lost(summary, finished):
    rows = {"train": ROWS, "evaluate": ROWS // 5, "predict": ROWS // 20}
    assert summary["rows"] == {**rows, "rejected": 0}
    predictions = manifests.read(finished.predictions).counts
    assert (predictions.read, predictions.rejected) == (ROWS // 20, 0)


def test_the_model_has_learned_and_is_not_better_than_the_truth(summary):
    metrics = summary["metrics"]
    assert 0.55 < metrics["auc"] <= metrics["bayes_auc"] + 0.03
    assert metrics["logloss"] < metrics["base_logloss"]


def test_every_output_is_what_its_manifest_says(summary, finished):
    outputs = {
        "artifacts": finished.artifacts,
        "train": finished.records("train"),
        "evaluate": finished.records("evaluate"),
        "predict": finished.records("predict"),
        "predictions": finished.predictions,
        "export": finished.newest_export(),
    }
    for kind, output in outputs.items():
        manifest = manifests.read(output)
        manifest.verify(output)
        assert manifest.kind == kind
    assert summary["model"] == str(finished.newest_export())


def test_every_predict_row_has_one_line_with_its_key_in_the_order_of_the_log(finished):
    listed = manifests.read(finished.predictions).files
    texts = [(finished.predictions / file.name).read_text() for file in listed]
    lines = [json.loads(line) for text in texts for line in text.splitlines()]
    keys = [f"predict.tsv:{number}" for number in range(1, ROWS // 20 + 1)]
    assert [line["key"] for line in lines] == keys
    for line in lines:
        assert line["classes"] == ["0", "1"]
        assert sum(line["scores"]) == pytest.approx(1, abs=1e-6)


def test_the_closing_table_names_every_output_and_figure(summary, finished):
    printed = (finished.root.parent / "printed").read_text()
    assert summary["model"] in printed
    assert str(finished.predictions) in printed
    assert f"{summary['metrics']['auc']:.4f}" in printed
    assert f"{ROWS:,} train" in printed


def test_one_stage_can_be_run_again_by_itself(finished, tmp_path):
    again = tmp_path / "run"
    shutil.copytree(finished.root, again)
    before = manifests.read(again / "predictions").run_id
    done = run_job("predict", "--out", again)
    assert done.returncode == 0, done.stderr
    assert manifests.read(again / "predictions").run_id != before


def test_a_stage_that_fails_stops_the_job_with_its_exit_code(tmp_path):
    log = tmp_path / "log.tsv"
    log.write_text("".join(f"neither 0 nor 1\t{n}\n" for n in range(100)))
    out = tmp_path / "run"
    done = run_job("run", "--data", log, "--out", out)
    assert done.returncode == 3, done.stderr
    last = done.stderr.splitlines()[-1]
    assert last == (
        "main_job: stage prepare train failed with exit code 3; why stands above"
    )
    assert not (out / "summary.json").exists()
    assert entries(out / "job") == []
