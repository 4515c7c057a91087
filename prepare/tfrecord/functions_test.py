"""The functions of the jar from PySpark, against TensorFlow's own parser."""

import pytest
import tensorflow as tf
from pyspark.sql import Row, SparkSession
from pyspark.sql.functions import col, struct

# PySpark leaves the socket of each answer to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

SCHEMA = "id long, price float, site string, tags array<long>"
CLICKS = [Row(id=1, price=0.5, site="ü", tags=[1, 2]), Row(2, None, "", [])]


@pytest.fixture
def clicks(spark: SparkSession):
    return spark.createDataFrame(CLICKS, SCHEMA)


def test_to_example_makes_what_tensorflow_reads(clicks):
    from sparky_tfrecord import to_example

    rows = clicks.select(to_example(struct("*")).alias("value")).collect()
    first, second = [tf.train.Example.FromString(bytes(row.value)) for row in rows]
    features = first.features.feature
    assert list(features["id"].int64_list.value) == [1]
    assert list(features["price"].float_list.value) == [0.5]
    assert list(features["site"].bytes_list.value) == ["ü".encode()]
    assert list(features["tags"].int64_list.value) == [1, 2]
    assert sorted(second.features.feature) == ["id", "site", "tags"]
    assert second.features.feature["tags"].WhichOneof("kind") == "int64_list"


@pytest.mark.parametrize("form", ["type", "text"])
def test_from_example_gives_back_what_to_example_took(clicks, form):
    from sparky_tfrecord import from_example, to_example

    schema = clicks.schema if form == "type" else SCHEMA
    row = from_example(to_example(struct("*")), schema).alias("row")
    assert clicks.select(row).select("row.*").collect() == clicks.collect()


def test_columns_go_by_name_and_options_as_a_mapping(clicks):
    from sparky_tfrecord import from_example, to_example

    options = {"recordType": "SequenceExample"}
    steps = clicks.selectExpr("named_struct('steps', array(tags, tags)) AS steps")
    records = steps.select(to_example("steps", options).alias("value"))
    row = from_example("value", "steps array<array<long>>", options)
    found = records.select(row.alias("row")).select("row.steps").collect()
    assert found == [Row(steps=[[1, 2], [1, 2]]), Row(steps=[[], []])]


def test_what_cannot_be_read_is_a_struct_of_nulls_in_mode_permissive(spark):
    from sparky_tfrecord import from_example

    damaged = spark.createDataFrame([(b"\x0a\x05",)], "value binary")
    row = from_example(col("value"), "id long", {"mode": "PERMISSIVE"})
    assert damaged.select(row.alias("row")).collect() == [Row(row=Row(id=None))]


def test_what_cannot_be_read_fails_the_query_by_the_name_of_its_byte(spark):
    from sparky_tfrecord import from_example

    damaged = spark.createDataFrame([(b"\x0a\x05",)], "value binary")
    expected = "byte 1, from_example: expected a length of at most 0 bytes, received 5"
    with pytest.raises(Exception, match=expected):
        damaged.select(from_example("value", "id long")).collect()
