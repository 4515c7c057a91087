"""The jar alone, used from PySpark and SQL, in batch and in streams."""

from pathlib import Path

import pytest
from pyspark.sql import DataFrame, Row

# PySpark leaves the socket of each answer to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


def write(rows: DataFrame, folder: Path, **options: object) -> str:
    rows.coalesce(1).write.format("tfrecord").options(**options).save(str(folder))
    return str(folder)


def test_what_is_written_is_read_with_its_schema_and_its_rows(clicks, spark, tmp_path):
    folder = write(clicks, tmp_path / "clicks", codec="gzip")
    read = spark.read.format("tfrecord").load(folder)
    assert read.schema == clicks.schema
    assert read.collect() == clicks.collect()


def test_the_other_name_of_the_format_is_the_same(clicks, spark, tmp_path):
    folder = write(clicks, tmp_path / "clicks")
    assert spark.read.format("tfrecords").load(folder).collect() == clicks.collect()


def test_a_table_of_sql_is_written_and_read(clicks, spark, tmp_path):
    clicks.createOrReplaceTempView("clicks")
    spark.sql(
        "CREATE TABLE sites (id LONG, site STRING) USING tfrecord "
        f"OPTIONS (codec 'zlib') LOCATION '{tmp_path}/sites'"
    )
    spark.sql("INSERT INTO sites SELECT id, site FROM clicks")
    assert spark.sql("SELECT site FROM sites WHERE id = 2").collect() == [Row(site="ü")]
    spark.sql("DROP TABLE sites")


def test_sql_selects_from_a_path(clicks, spark, tmp_path):
    folder = write(clicks, tmp_path / "clicks")
    query = f"SELECT sum(id) AS total FROM tfrecord.`{folder}` WHERE size(tags) = 2"
    assert spark.sql(query).collect() == [Row(total=1)]


def test_a_damaged_file_fails_the_query_by_name(clicks, spark, tmp_path):
    folder = tmp_path / "clicks"
    write(clicks, folder)
    (file,) = folder.glob("part-*")
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(Exception, match=f"{file.name}.*expected .* received ") as error:
        spark.read.format("tfrecord").load(str(folder)).collect()
    assert "TFRecordException" in str(error.value)


def test_a_stream_reads_the_files_that_arrive(clicks, spark, tmp_path):
    source, out = tmp_path / "in", tmp_path / "out"
    stream = spark.readStream.format("tfrecord").schema(clicks.schema)
    source.mkdir()
    query = (
        stream.load(str(source))
        .writeStream.format("memory")
        .queryName("arrived")
        .option("checkpointLocation", str(out))
        .start()
    )
    try:
        for first in (0, 10):
            batch = clicks.selectExpr(f"id + {first} AS id", "price", "site", "tags")
            batch.coalesce(1).write.format("tfrecord").mode("append").save(str(source))
            query.processAllAvailable()
        seen = sorted(row.id for row in spark.table("arrived").collect())
    finally:
        query.stop()
    assert seen == [1, 2, 3, 11, 12, 13]
