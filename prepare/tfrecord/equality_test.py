"""Records as TensorFlow reads them and as this source does, both ways."""

import datetime
import decimal
import struct
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
import tensorflow as tf
from pyspark.sql import DataFrame, Row, SparkSession

from prepare.tfrecord import generated_records as generated
from prepare.tfrecord import tensorflow_parsers as parsers
from prepare.tfrecord.generated_records import BYTES, CONTEXT, FLOATS, INT64S, STEPS

SEED = 1
# PySpark leaves the socket of each answer to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

TYPES = {BYTES: "binary", FLOATS: "float", INT64S: "long"}
CODECS = {"none": "", "gzip": "GZIP", "zlib": "ZLIB"}


def read(spark: SparkSession, file: Path, columns: Sequence, **options: str) -> list:
    """All records of a file in one job: values, or None where the record is refused."""
    types = [
        f"`{c.name}` {'array<' * c.nesting}{TYPES[c.kind]}{'>' * c.nesting}"
        for c in columns
    ]
    rows = (
        spark.read.format("tfrecord")
        .schema(", ".join([*types, "corrupt binary"]))
        .options(mode="PERMISSIVE", columnNameOfCorruptRecord="corrupt", **options)
        .load(str(file))
        .collect()
    )
    return [
        None if row.corrupt is not None else parsers.exact(list(row)[:-1])
        for row in rows
    ]


def without_nulls(columns: Sequence, values: list | None) -> list | None:
    """What the op can tell: it gives an empty list where a feature is missing."""
    if values is None:
        return None
    return [_empty(c.nesting, v) for c, v in zip(columns, values, strict=True)]


def _empty(nesting: int, value: object) -> object:
    if nesting == 2 and value is not None:
        return [_empty(1, step) for step in value]
    return [] if nesting and value is None else value


@pytest.mark.parametrize(
    ("records", "steps", "options"),
    [
        (list(generated.examples(SEED, 3000)), (), {}),
        (
            list(generated.sequence_examples(SEED, 2000)),
            STEPS,
            {"recordType": "SequenceExample"},
        ),
    ],
    ids=["Example", "SequenceExample"],
)
def test_generated_records_are_read_as_tensorflow_reads_them(
    records, steps, options, spark, tmp_path
):
    file = tmp_path / "records"
    with tf.io.TFRecordWriter(str(file)) as writer:
        for record in records:
            writer.write(record)
    columns = (*CONTEXT, *steps)
    read_by_op, read_by_message = (
        parser(CONTEXT, steps) for parser in (parsers.op, parsers.message)
    )
    seen = Counter()
    found = read(spark, file, columns, **options)
    for record, ours in zip(records, found, strict=True):
        op, message = read_by_op(record), read_by_message(record)
        if op == without_nulls(columns, message):
            # What the message class can tell and the op cannot, we tell too.
            assert ours == message, record
            seen["refused by all" if ours is None else "read by all"] += 1
        else:
            # TensorFlow disagrees with itself: we side with one, or refuse.
            assert without_nulls(columns, ours) in (
                op,
                without_nulls(columns, message),
                None,
            ), record
            seen["disagreed upon"] += 1
    assert seen["read by all"] > 0.7 * len(records), seen
    assert seen["refused by all"] > 0.1 * len(records), seen
    assert seen["disagreed upon"] < 0.1 * len(records), seen


SINGLE = {
    # The type, two values, and the feature of the first by the source's table.
    "boolean": ((True, False), ("int64_list", [1])),
    "byte": ((-128, 127), ("int64_list", [-128])),
    "short": ((-32768, 7), ("int64_list", [-32768])),
    "int": ((-(2**31), 300), ("int64_list", [-(2**31)])),
    "long": ((-(2**63), 2**63 - 1), ("int64_list", [-(2**63)])),
    "float": ((0.5, -1.5), ("float_list", [0.5])),
    "double": ((0.1, -1e300), ("bytes_list", [struct.pack("<d", 0.1)])),
    "decimal(9,2)": (
        (decimal.Decimal("1.50"), decimal.Decimal("-1234567.89")),
        ("bytes_list", [b"1.50"]),
    ),
    "string": (("ü", ""), ("bytes_list", ["ü".encode()])),
    "binary": ((b"\xff\x00", b""), ("bytes_list", [b"\xff\x00"])),
    "date": (
        (datetime.date(1970, 1, 3), datetime.date(1900, 1, 1)),
        ("int64_list", [2]),
    ),
    "timestamp": (
        (
            datetime.datetime(1970, 1, 2, tzinfo=datetime.UTC),
            datetime.datetime(2020, 1, 1),
        ),
        ("int64_list", [86400000000]),
    ),
    "timestamp_ntz": (
        (datetime.datetime(1970, 1, 1, 0, 0, 1, 5), datetime.datetime(1900, 1, 1)),
        ("int64_list", [1000005]),
    ),
}


def all_types(spark: SparkSession, lists_of_lists: bool) -> DataFrame:
    """Three rows: values in every column, empty lists, nothing at all."""
    types, full, empty = [], [], []
    for number, (name, ((first, second), _)) in enumerate(SINGLE.items()):
        types += [f"single{number} {name}", f"list{number} array<{name}>"]
        full += [first, [first, second]]
        empty += [second, []]
        if lists_of_lists:
            types.append(f"lists{number} array<array<{name}>>")
            full.append([[first], [], [second, first]])
            empty.append([])
    types += ["point struct<x: float, tags: array<string>>", "counts map<string, long>"]
    full += [Row(x=0.5, tags=["a", "b"]), {"a": 1, "b": 2}]
    empty += [Row(x=None, tags=None), {}]
    return spark.createDataFrame([full, empty, [None] * len(types)], ", ".join(types))


def write(rows: DataFrame, folder: Path, **options: str) -> Path:
    """Writes one file and returns it."""
    rows.coalesce(1).write.format("tfrecord").options(**options).save(str(folder))
    (file,) = folder.glob("part-*")
    return file


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("record_type", ["Example", "SequenceExample"])
def test_all_that_is_written_is_read_back_unchanged(
    codec, record_type, spark, tmp_path
):
    rows = all_types(spark, record_type == "SequenceExample")
    write(rows, tmp_path / "all", codec=codec, recordType=record_type)
    reader = spark.read.format("tfrecord").option("recordType", record_type)
    back = reader.load(str(tmp_path / "all"))
    assert back.schema == rows.schema
    assert back.collect() == rows.collect()


def features_of(file: Path, codec: str, record_type: str) -> list[tuple[dict, dict]]:
    """What TensorFlow's own reader and message classes find in a file."""
    found = []
    for record in tf.data.TFRecordDataset(str(file), CODECS[codec]).as_numpy_iterator():
        if record_type == "Example":
            found.append((tf.train.Example.FromString(record).features.feature, {}))
        else:
            parsed = tf.train.SequenceExample.FromString(record)
            lists = parsed.feature_lists.feature_list
            found.append((parsed.context.feature, lists))
    return found


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("record_type", ["Example", "SequenceExample"])
def test_all_that_is_written_is_what_the_table_of_types_says_to_tensorflow(
    codec, record_type, spark, tmp_path
):
    rows = all_types(spark, record_type == "SequenceExample")
    file = write(rows, tmp_path / "all", codec=codec, recordType=record_type)
    full, empty, nothing = features_of(file, codec, record_type)
    for number, (_, (kind, values)) in enumerate(SINGLE.values()):
        single, listed = f"single{number}", f"list{number}"
        assert list(getattr(full[0][single], kind).value) == values
        assert list(getattr(full[0][listed], kind).value)[:1] == values
        assert len(getattr(full[0][listed], kind).value) == 2
        # An empty list is there and knows its kind; a null is not there.
        assert empty[0][listed].WhichOneof("kind") == kind
        assert len(getattr(empty[0][listed], kind).value) == 0
        if record_type == "SequenceExample":
            steps = full[1][f"lists{number}"].feature
            assert [len(getattr(step, kind).value) for step in steps] == [1, 0, 2]
            assert len(empty[1][f"lists{number}"].feature) == 0
            assert f"lists{number}" in empty[1]
    assert list(full[0]["point.tags"].bytes_list.value) == [b"a", b"b"]
    assert list(full[0]["counts.key"].bytes_list.value) == [b"a", b"b"]
    assert list(full[0]["counts.value"].int64_list.value) == [1, 2]
    assert empty[0]["point"].WhichOneof("kind") is None
    assert len(nothing[0]) + len(nothing[1]) == 0


def test_what_is_written_is_parsed_by_the_op(spark, tmp_path):
    rows = spark.createDataFrame(
        [(1, 0.5, "ü", [1, 2], [0.5]), (2, None, "", [], None)],
        "id long, price float, site string, tags array<long>, prices array<float>",
    )
    file = write(rows, tmp_path / "rows")
    records = list(tf.data.TFRecordDataset(str(file)).as_numpy_iterator())
    parsed = tf.io.parse_example(
        records,
        {
            "id": tf.io.FixedLenFeature([], tf.int64),
            "price": tf.io.FixedLenFeature([], tf.float32, -1.0),
            "site": tf.io.FixedLenFeature([], tf.string),
            "tags": tf.io.RaggedFeature(tf.int64),
            "prices": tf.io.RaggedFeature(tf.float32),
        },
    )
    assert parsed["id"].numpy().tolist() == [1, 2]
    assert parsed["price"].numpy().tolist() == [0.5, -1.0]
    assert parsed["site"].numpy().tolist() == ["ü".encode(), b""]
    assert parsed["tags"].to_list() == [[1, 2], []]
    assert parsed["prices"].to_list() == [[0.5], []]


def test_a_null_in_a_list_is_refused_by_its_column(spark, tmp_path):
    rows = spark.sql("SELECT 1 AS id, array('a', null) AS tags")
    with pytest.raises(Exception, match="column tags.*, record 0 of part-.*null"):
        write(rows, tmp_path / "rows")
    assert not list(tmp_path.glob("rows/part-*"))
