"""Single records made and taken by the functions of the jar, in Python and SQL."""

import pytest
import tensorflow as tf
from pyspark.sql.functions import struct

# PySpark leaves the socket of each answer to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


def test_records_of_the_function_are_those_of_tensorflow_and_read_back(clicks):
    # The module is in the jar, which the session has put on the path.
    from sparky_tfrecord import from_example, to_example

    made = clicks.select(to_example(struct(*clicks.columns)).alias("example"))
    parsed = [tf.train.Example.FromString(bytes(row.example)) for row in made.collect()]
    assert parsed[0].features.feature["tags"].int64_list.value == [1, 2]
    assert sorted(parsed[2].features.feature) == ["id", "price", "site"]
    read = made.select(from_example("example", clicks.schema).alias("row"))
    assert read.select("row.*").collect() == clicks.collect()


def test_the_functions_are_there_for_sql(clicks, spark):
    clicks.createOrReplaceTempView("clicks")
    query = (
        "SELECT from_example(to_example(struct(id, site)), 'site STRING') FROM clicks"
    )
    assert [row[0].site for row in spark.sql(query).collect()] == ["a", "ü", ""]


def test_a_damaged_record_fails_the_query_or_is_nulls(clicks):
    from sparky_tfrecord import from_example

    damaged = clicks.selectExpr("X'0aff' AS example").limit(1)
    with pytest.raises(Exception, match="TFRecordException.*expected .* received "):
        damaged.select(from_example("example", "id long")).collect()
    permissive = {"mode": "PERMISSIVE"}
    row = damaged.select(from_example("example", "id long", permissive)).first()[0]
    assert row.id is None
