"""What DuckDB and Polars make of a small log is the same; and a difference is seen."""

import shutil

import polars as pl
import pytest

from bench.criteo_rows import generate
from bench.prepare import contestants, equality
from bench.prepare.contestants import Task
from bench.prepare.peer_job import of
from trainer.contract.errors import ContractError


@pytest.fixture(scope="module")
def task(tmp_path_factory):
    folder = tmp_path_factory.mktemp("peers")
    generate(3000, 1, folder / "log.tsv")
    task = Task(3000, folder / "log.tsv", None, folder)
    contestants.duckdb(task)
    contestants.polars(task)
    return task


def test_the_peers_make_the_same(task, monkeypatch):
    monkeypatch.setattr(equality, "_of_ours", equality._of_peer)
    equality.require_equal(task.folder / "duckdb", [task.folder / "polars"])


def test_a_difference_is_named_with_its_column(task, monkeypatch, tmp_path):
    monkeypatch.setattr(equality, "_of_ours", equality._of_peer)
    last = of("categorical")[-1].name
    shutil.copytree(task.folder / "polars", tmp_path / "other")
    path = tmp_path / "other" / "records.parquet"
    records = pl.read_parquet(path)
    records.with_columns(pl.col(last) + (pl.int_range(3000) == 7)).write_parquet(path)
    with pytest.raises(ContractError, match=f"^other: {last}: expected"):
        equality.require_equal(task.folder / "duckdb", [tmp_path / "other"])
