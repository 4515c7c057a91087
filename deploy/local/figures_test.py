import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from deploy.local import closing_table
from deploy.local.data import Rows
from deploy.local.figures import Figures, read
from deploy.local.run_folder import MODES, RunFolder
from trainer.contract.errors import ContractError

SCHEMA = {
    "format_version": 1,
    "name": "tiny",
    "input": {
        "format": "delimited",
        "separator": "\t",
        "header": False,
        "trim": False,
        "missing": [""],
    },
    "columns": [
        {
            "name": name,
            "role": "categorical",
            "fill": "-10",
            "min_count": 1,
            "max_size": None,
            "unseen": 0,
        }
        for name in ("city", "page")
    ],
    "statistics": {
        "rows": 8,
        "columns": {
            name: {
                "missing": 0,
                "collisions": 0,
                "distinct": size - 1,
                "vocabulary_size": size,
                "unseen": 0,
            }
            for name, size in (("city", 3), ("page", 1200))
        },
    },
}
METRICS = {
    "auc": 0.75,
    "logloss": 0.5,
    "base_logloss": 0.6,
    "positive_rate": 0.25,
    "rows_taken": 24,
    "seconds": {"train": 5.0, "evaluate": 2.0, "export": 1.0},
}
SECONDS = {
    "setup": 1.0,
    "generate": 1.0,
    "prepare_train": 4.0,
    "train": 10.0,
    "predict": 2.0,
}


def manifest(mode, written, rejected):
    return {
        "format_version": 1,
        "kind": mode,
        "run_id": "00000000-0000-4000-8000-000000000000",
        "schema_digest": "0" * 64,
        "artifacts": {
            "path": "artifacts",
            "digest": "0" * 64,
            "generation": 0,
            "ancestors": [],
        },
        "rows_per_record": 1024,
        "label": True,
        "key": None,
        "weight": None,
        "counts": {
            "read": written + rejected,
            "written": written,
            "rejected": rejected,
        },
        "files": [{"name": "part.tfrecord", "records": 1, **of_rows(written)}],
        "rejects": [{"name": "part.jsonl", **of_rows(rejected)}] if rejected else [],
    }


def of_rows(rows):
    return {"bytes": 100, "rows": rows, "crc32c": "00000000"}


@pytest.fixture
def folder(tmp_path) -> RunFolder:
    folder = RunFolder(tmp_path / "run")
    for mode, written, rejected in zip(MODES, (8, 4, 2), (0, 0, 1), strict=True):
        write(
            folder.records(mode) / "_MANIFEST.json", manifest(mode, written, rejected)
        )
    write(folder.artifacts / "schema.json", SCHEMA)
    write(folder.job / "metrics.json", METRICS)
    return folder


def write(path: Path, document: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document))


GENERATED = Rows({}, {}, made="generate", bayes_auc=0.78)


def figures_of(folder: RunFolder, origin: Rows = GENERATED) -> Figures:
    return read(folder, SECONDS, origin, folder.job / "export" / "Servo" / "1")


def shown(figures: Figures, folder: RunFolder) -> list[str]:
    text = io.StringIO()
    closing_table.show(figures, folder, Console(file=text, width=300))
    return [" ".join(line.split()) for line in text.getvalue().splitlines()]


def test_the_summary_has_the_rows_seconds_metrics_and_model(folder):
    assert figures_of(folder).summary() == {
        "rows": {"train": 8, "evaluate": 4, "predict": 2, "rejected": 1},
        "seconds": {
            "setup": 1.0,
            "generate": 1.0,
            "prepare_train": 4.0,
            "train": 7.0,
            "evaluate": 2.0,
            "export": 1.0,
            "predict": 2.0,
        },
        "metrics": {
            "auc": 0.75,
            "logloss": 0.5,
            "base_logloss": 0.6,
            "bayes_auc": 0.78,
        },
        "model": f"{folder.job}/export/Servo/1",
    }


def test_a_run_without_a_manifest_has_no_figures(folder):
    (folder.records("predict") / "_MANIFEST.json").unlink()
    with pytest.raises(ContractError, match="predict.*no complete output"):
        figures_of(folder)


def test_the_table_has_a_line_for_each_stage(folder):
    lines = shown(figures_of(folder), folder)
    root = folder.root
    assert f"prepare train 4.0 8 2 {root}/train, {root}/artifacts" in lines
    # Three epochs of 8 rows in 7 seconds.
    assert f"train 7.0 24 3 {root}/job" in lines
    assert f"export 1.0 {root}/job/export/Servo/1" in lines
    assert "all 18.0" in lines


def test_the_table_sets_the_quality_beside_what_is_possible_and_what_is_free(folder):
    lines = shown(figures_of(folder), folder)
    assert "rows 8 train, 4 evaluate, 2 predict, 1 rejected" in lines
    assert "vocabulary 1,203 values in 2 columns, 1,200 in the largest, page" in lines
    assert "AUC 0.7500 (the best possible, Bayes, is 0.7800)" in lines
    assert "logloss 0.5000 (always answering the base rate, 0.2500, gives 0.6000)" in (
        lines
    )


def test_your_own_log_has_no_bayes_auc(folder):
    assert "AUC 0.7500" in shown(figures_of(folder, Rows({}, {})), folder)


@pytest.mark.parametrize("made", ["generate", "split", None])
def test_the_table_says_how_the_rows_came_to_be(folder, made):
    lines = shown(figures_of(folder, Rows({}, {}, made)), folder)
    line = f"{made} 1.0 14 14 {folder.data}"
    assert (line in lines) == (made is not None)
    assert any(str(folder.data) in line for line in lines) == (made is not None)


def test_evaluate_rows_of_one_class_have_no_auc(folder):
    write(folder.job / "metrics.json", METRICS | {"auc": None})
    figures = figures_of(folder)
    assert figures.summary()["metrics"]["auc"] is None
    assert "AUC none: the evaluate rows have one class" in shown(figures, folder)
