"""Embeddings out: every row of a model where three other tools read it."""

import json
import os
import shutil
import sys
from dataclasses import replace
from types import SimpleNamespace

import duckdb
import numpy as np
import polars
import pyarrow.parquet as parquet
import pytest

from trainer import config, golden_lists, models
from trainer.contract import artifacts, manifest, vocabulary_batches
from trainer.contract.errors import exit_with
from trainer.contract.publish import Output
from trainer.contract.schema import Cross
from trainer.embeddings import __main__ as program
from trainer.export import savedmodel
from trainer.look.verify import verify
from trainer.models.conftest import FLAGS
from trainer.models.few_rows import without
from trainer.termination import Termination

WIDE_DEEP = ["--model=wide-deep", "--embedding-dimension=2"]


@pytest.fixture
def exported(tmp_path):
    """Exports a model of some artifacts whose tables count: 0, 1, 2 and so on."""

    def of(directory, *flags, schema=None):
        opened = artifacts.load(directory)
        model = models.build(config.parse([*FLAGS, *flags]), schema or opened.schema)
        if not model.built:
            model.build()
        for layer, _ in model.blocks():
            count = np.arange(layer.row_count * layer.dimension, dtype=np.float32)
            layer.table.assign(count.reshape(-1, layer.dimension))
        place = tmp_path / "job" / "export" / "Servo"
        return savedmodel.export(model, opened, place, Termination())

    return of


@pytest.fixture
def running(monkeypatch, capfd):
    """Runs the command line; returns its exit code and what it said."""

    def of(*arguments):
        monkeypatch.setattr(sys, "argv", ["trainer.embeddings", *map(str, arguments)])
        code = exit_with("trainer.embeddings", program.main)
        said = capfd.readouterr()
        return code, said.out + said.err

    return of


@pytest.fixture
def written(exported, running, golden, tmp_path):
    """What there is of a wide-deep model of width 2, and what was said of it."""
    export, out = exported(golden.artifacts, *WIDE_DEEP), tmp_path / "out"
    code, said = running(tmp_path / "job", out)
    assert code == 0, said
    return SimpleNamespace(export=export, out=out, said=said)


def rows(path):
    return parquet.read_table(path).to_pylist()


def test_every_value_has_its_weight_its_embedding_and_its_count(written):
    kinds = [
        ("unseen", None, None),
        ("missing", "-10", 3),
        ("value", "bücher.example", 2),
        ("value", "example.org", 2),
        ("value", 'quo"te, comma', 2),
    ]
    assert rows(written.out / "site.parquet") == [
        {
            **{"id": row, "kind": kind, "value": value, "count": count},
            **{"weight": row, "embedding": [2 * row, 2 * row + 1]},
        }
        for row, (kind, value, count) in enumerate(kinds)
    ]
    # Behind the five rows of the site.
    last = rows(written.out / "ad-group.parquet")[4]
    assert (last["value"], last["weight"]) == ("9", 9)
    assert last["embedding"] == [18, 19]
    counts = [len(rows(path)) for path in written.out.glob("*.parquet")]
    assert written.said == f"{written.out}: 4 features, {sum(counts):,} rows\n"


def test_a_number_in_bins_has_a_row_for_each_interval_with_its_bounds(written):
    missing, first, *middle, last = rows(written.out / "hour.parquet")
    layout = json.loads((written.export / "assets.extra" / "tables.json").read_bytes())
    bounds = layout["bins"]["hour"]
    assert missing == {
        **{"id": 0, "kind": "missing", "lower": None, "upper": None},
        **{"weight": 10, "embedding": [20, 21]},
    }
    assert (first["lower"], first["upper"]) == (None, bounds[0])
    inner = [(row["lower"], row["upper"]) for row in middle]
    assert inner == list(zip(bounds, bounds[1:], strict=False))
    assert (last["lower"], last["upper"]) == (bounds[-1], None)
    intervals = [(row["kind"], row["id"]) for row in (first, *middle, last)]
    assert intervals == [("interval", n + 1) for n in range(len(bounds) + 1)]


def test_other_tools_read_the_same(written):
    path = str(written.out / "site.parquet")
    expected = [(row["value"], row["embedding"]) for row in rows(path)]
    found = duckdb.sql(f"select value, embedding from '{path}' order by id").fetchall()
    assert [(value, list(embedding)) for value, embedding in found] == expected
    frame = polars.read_parquet(path)
    assert frame.schema["embedding"] == polars.Array(polars.Float32, 2)
    both = zip(frame["value"], frame["embedding"].to_list(), strict=True)
    assert list(both) == expected


def test_the_files_say_which_model_they_are_of(written):
    made = manifest.read(written.export)
    told = parquet.read_schema(written.out / "site.parquet").metadata
    assert told[b"sparky.export"] == made.run_id.encode()
    assert told[b"sparky.artifacts"] == made.artifacts.digest.encode()
    assert told[b"sparky.feature"] == b"site"
    listed = manifest.read(written.out)
    assert (listed.kind, listed.artifacts) == ("embeddings", made.artifacts)
    report = verify(written.out)
    assert not report.damages
    assert "embeddings: 4 files" in report.lines[1]


def test_what_a_model_has_not_is_not_there(exported, running, golden, tmp_path):
    def columns(out, name):
        return parquet.read_schema(out / f"{name}.parquet").names

    linear, mlp, ncf = (tmp_path / name for name in ("linear", "mlp", "ncf"))
    running(exported(golden.artifacts, "--model=linear", "--numbers=log"), linear)
    assert columns(linear, "site") == ["id", "kind", "value", "count", "weight"]
    assert not (linear / "hour.parquet").exists()
    running(exported(golden.artifacts, "--model=mlp", "--numbers=bins"), mlp)
    assert columns(mlp, "hour") == ["id", "kind", "lower", "upper", "embedding"]
    schema = without("numeric", artifacts.load(golden.artifacts).schema)
    flags = ["--model=ncf", "--embedding-dimension=2"]
    running(exported(golden.artifacts, *flags, schema=schema), ncf)
    # Five rows of each id among the products, then as many for the layers.
    found = rows(ncf / "ad-group.parquet")[1]
    assert found["embedding"] == [12, 13]
    assert found["mlp_embedding"] == [32, 33]


def test_a_feature_has_embeddings_of_its_own_width(exported, running, tmp_path, golden):
    schema = artifacts.load(golden.artifacts).schema
    columns = tuple(
        replace(c, embedding_dimension=3) if c.name == "site" else c
        for c in schema.columns
    )
    wide = replace(schema, columns=columns)
    out = tmp_path / "out"
    running(exported(golden.artifacts, *WIDE_DEEP, schema=wide), out)
    assert rows(out / "site.parquet")[1]["embedding"] == [3, 4, 5]
    # The first one in a table of another width.
    assert rows(out / "ad-group.parquet")[0]["embedding"] == [0, 1]


def test_the_values_of_lists_have_rows_as_others(exported, running, tmp_path):
    golden_lists.write(tmp_path / "lists")
    out = tmp_path / "out"
    running(exported(tmp_path / "lists" / "artifacts", *WIDE_DEEP), out)
    values = [(row["kind"], row["value"]) for row in rows(out / "tags.parquet")]
    assert values[:2] == [("unseen", None), ("missing", "-10")]
    assert len(values) == 1 + 3


def test_crosses_have_no_file_and_it_says_so(exported, running, tmp_path, golden):
    schema = artifacts.load(golden.artifacts).schema
    crossed = replace(schema, crosses=(Cross(("site", "ad-group"), 7),))
    out = tmp_path / "out"
    code, said = running(exported(golden.artifacts, *WIDE_DEEP, schema=crossed), out)
    assert said.endswith(f"{out}: left out, as buckets have no values: 1 crosses\n")
    assert (code, len(list(out.glob("*.parquet")))) == (0, 4)


def test_values_beyond_a_batch_have_row_groups_of_their_own(
    exported, running, golden, tmp_path, monkeypatch
):
    monkeypatch.setattr(vocabulary_batches, "BLOCK_BYTES", 32)
    out = tmp_path / "out"
    running(exported(golden.artifacts, *WIDE_DEEP), out)
    assert parquet.ParquetFile(out / "site.parquet").num_row_groups > 1
    assert [row["weight"] for row in rows(out / "site.parquet")] == [0, 1, 2, 3, 4]


def test_yesterdays_files_outlive_a_run_that_is_killed(written, running, monkeypatch):
    def contents():
        listed = manifest.read(written.out).files
        return {file.name: (written.out / file.name).read_bytes() for file in listed}

    class Killed(BaseException):
        pass

    def killed(self, made):
        raise Killed

    before = contents()
    with monkeypatch.context() as patch:
        patch.setattr(Output, "commit", killed)
        with pytest.raises(Killed):
            running(written.export, written.out)
    manifest.read(written.out).verify(written.out)
    assert contents() == before
    assert running(written.export, written.out)[0] == 0
    # What the killed one has left is gone.
    assert len(os.listdir(written.out)) == 4 + 2


def test_a_damaged_export_is_refused(written, running):
    path = written.export / "assets.extra" / "tables.json"
    path.write_bytes(path.read_bytes() + b" ")
    code, said = running(written.export, written.out)
    size = path.stat().st_size
    wrong = f"{path}: expected {size - 1} bytes, received {size} bytes"
    assert (code, said) == (4, f"trainer.embeddings: {wrong}\n")


def test_artifacts_that_have_moved_are_found_by_flag(
    exported, running, golden, tmp_path
):
    shutil.copytree(golden.artifacts, tmp_path / "first")
    path = tmp_path / "first" / "_MANIFEST.json"
    path.write_text(path.read_text().replace(str(golden.artifacts), "/first"))
    export, out = exported(tmp_path / "first", *WIDE_DEEP), tmp_path / "out"
    code, said = running(export, out)
    missing = "expected a manifest, received no such file: the directory is no complete"
    where = "(--artifact-dir says where they are)"
    assert said == (
        f"trainer.embeddings: /first/_MANIFEST.json: {missing} output {where}\n"
    )
    assert code == 4
    assert running(export, out, f"--artifact-dir={golden.artifacts}")[0] == 0


def test_a_folder_of_other_files_is_not_written_to(written, running, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").touch()
    code, said = running(written.export, tmp_path / "mine")
    expected = "expected an empty directory or one with our _MANIFEST.json"
    wrong = f"{tmp_path}/mine: {expected}, received other files"
    assert (code, said) == (6, f"trainer.embeddings: {wrong}\n")


def test_a_job_without_an_export_is_refused(running, tmp_path):
    (tmp_path / "job" / "export" / "Servo").mkdir(parents=True)
    code, said = running(tmp_path / "job", tmp_path / "out")
    wrong = f"{tmp_path}/job/export/Servo: expected an exported model, received none"
    assert (code, said) == (3, f"trainer.embeddings: {wrong}\n")


OWN = """
import keras

def model(schema, config):
    numeric = keras.Input((2,), name="numeric")
    ids = keras.Input((2,), dtype="int64", name="ids")
    return keras.Model({"numeric": numeric, "ids": ids}, keras.layers.Dense(1)(numeric))
"""


def test_a_model_of_ones_own_does_not_say_whose_its_rows_are(
    exported, running, golden, tmp_path, monkeypatch
):
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "of_ones_own.py").write_text(OWN)
    export = exported(golden.artifacts, "--model=of_ones_own:model")
    code, said = running(export, tmp_path / "out")
    wrong = "expected a model that says whose its rows are, received another"
    assert (code, said) == (4, f"trainer.embeddings: {export}: {wrong}\n")
    assert not (tmp_path / "out").exists()
