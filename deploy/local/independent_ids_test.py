"""A second opinion on many rows: DuckDB ranks and encodes them from the log.

The query shares nothing with the application but the schema.
"""

import duckdb
import numpy as np
import pytest

from bench.criteo_rows import generate
from deploy.local.run_folder import RunFolder
from deploy.local.stages import DEFAULT_SCHEMA, Stages
from trainer.contract import manifest as manifests
from trainer.contract import schema as schemas
from trainer.contract import vocabulary
from trainer.contract.artifacts import vocabulary_file

pytestmark = pytest.mark.slow

SCHEMA = schemas.load(DEFAULT_SCHEMA)


@pytest.fixture(
    scope="module", params=[200_000, pytest.param(1_000_000, marks=pytest.mark.soak)]
)
def rows(request) -> int:
    return request.param


@pytest.fixture(scope="module")
def folder(rows, tmp_path_factory) -> RunFolder:
    folder = RunFolder(tmp_path_factory.mktemp("independent") / "run")
    folder.claim([])
    log = folder.rows("train")
    size = generate(rows, 11, log)["bytes"]
    Stages(folder, DEFAULT_SCHEMA, SCHEMA).prepare("train", str(log), size)
    return folder


@pytest.fixture(scope="module")
def log(folder):
    with duckdb.connect() as connection:
        names = {f"c{n}": "VARCHAR" for n in range(len(SCHEMA.columns))}
        connection.execute(
            "CREATE TABLE log AS SELECT * FROM read_csv(?, delim='\t', header=false, "
            "quote='', escape='', nullstr='', columns=?, auto_detect=false)",
            [str(folder.rows("train")), names],
        )
        yield connection


@pytest.fixture(scope="module")
def encoded(folder) -> dict[str, np.ndarray]:
    """Every feature of every record, in the order of the log."""
    import tensorflow as tf

    kinds = {"categorical": tf.int64}
    spec = {
        c.name: tf.io.RaggedFeature(kinds.get(c.role, tf.float32))
        for c in SCHEMA.columns
    }
    records = folder.records("train")
    files = [str(records / file.name) for file in manifests.read(records).files]
    batches = tf.data.TFRecordDataset(files).batch(64)
    parsed = [
        {name: ragged.flat_values.numpy() for name, ragged in batch.items()}
        for batch in batches.map(lambda batch: tf.io.parse_example(batch, spec))
    ]
    return {name: np.concatenate([p[name] for p in parsed]) for name in spec}


def ranked(column: str, fill: str, min_count: int) -> str:
    """SQL for the values of a column with their counts and ids."""
    return f"""
      WITH filled AS (SELECT coalesce({column}, '{fill}') AS value FROM log),
      counted AS (
        SELECT value, count(*) AS n FROM filled GROUP BY value
        UNION ALL
        SELECT '{fill}', 0 WHERE '{fill}' NOT IN (FROM filled)
      )
      SELECT value, n, row_number() OVER (ORDER BY n DESC, value) AS id
      FROM counted WHERE n >= {min_count} OR value = '{fill}'"""


def test_every_vocabulary_is_what_the_query_says(folder, log):
    for position, column in enumerate(SCHEMA.columns):
        if column.role != "categorical":
            continue
        query = ranked(f"c{position}", column.fill, column.min_count)
        expected = log.execute(f"SELECT value, n FROM ({query}) ORDER BY id").fetchall()
        path = folder.artifacts / vocabulary_file(column.name)
        values, counts = vocabulary.read(path)
        texts = [value.decode() for value in values]
        assert list(zip(texts, counts, strict=True)) == expected, column.name


def test_every_id_of_every_row_is_what_the_query_says(rows, log, encoded):
    for position, column in enumerate(SCHEMA.columns):
        if column.role != "categorical":
            continue
        query = ranked(f"c{position}", column.fill, column.min_count)
        ids = log.execute(
            f"SELECT coalesce(id, {column.unseen}) AS id FROM log LEFT JOIN ({query}) "
            f"ON value = coalesce(c{position}, '{column.fill}') ORDER BY log.rowid"
        ).fetchnumpy()["id"]
        assert len(ids) == rows
        np.testing.assert_array_equal(encoded[column.name], ids, column.name)


def test_every_number_and_label_is_what_the_log_says(log, encoded):
    for position, column in enumerate(SCHEMA.columns):
        if column.role == "categorical":
            continue
        fill = "NULL" if column.role == "label" else str(column.fill)
        numbers = log.execute(
            f"SELECT CAST(coalesce(c{position}, '{fill}') AS FLOAT) AS number FROM log "
            "ORDER BY rowid"
        ).fetchnumpy()["number"]
        np.testing.assert_array_equal(encoded[column.name], numbers, column.name)
