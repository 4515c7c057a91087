package sparky.tfrecord

import java.nio.{ByteBuffer, ByteOrder}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.Files

import org.apache.spark.sql.{AnalysisException, DataFrame}
import org.apache.spark.sql.functions.{col, lit}

/** Writes through Spark: what lies in the directory afterwards, and what is refused. */
class TFRecordWriteSuite extends SparkSuite {

  /** The record of a row with the one column `id`. */
  private def idRecord(id: Long): Seq[Byte] =
    ExampleProto.example("id" -> ExampleProto.int64s(id)).toByteArray.toSeq

  private def ids(count: Long, partitions: Int): DataFrame =
    spark.range(0, count, 1, partitions).toDF()

  test("a directory holds the record files and the manifest, nothing else") {
    val dir = fresh()
    ids(10, 3).write.format("tfrecord").save(dir.toString)
    val names = RecordFiles.data(dir)
    assert(RecordFiles.list(dir) == ("_MANIFEST.json" +: names).sorted)
    assert(names.length == 3)
    assert(RecordFiles.allRecords(dir) == (0L until 10L).map(idRecord))
    assert(RecordFiles.listed(RecordFiles.manifest(dir)) == RecordFiles.described(dir, names))
  }

  test("the manifest says version, kind, the run id that stands in the names, and what to read") {
    val dir = fresh()
    ids(2, 2).write.format("tfrecord").option("manifestName", "_list.json").save(dir.toString)
    val manifest = RecordFiles.manifest(dir, "_list.json")
    assert(manifest.get("format_version").asInt == 1)
    assert(manifest.get("kind").asText == "records")
    assert(manifest.get("record_type").asText == "Example")
    assert(
      manifest.get("schema").toString == """{"type":"struct","fields":[""" +
        """{"name":"id","type":"long","nullable":true,"metadata":{}}]}"""
    )
    val run = manifest.get("run_id").asText
    assert(RecordFiles.data(dir) == (0 to 1).map(part => f"part-$part%05d-$run-c000.tfrecord"))
    assert(!RecordFiles.list(dir).contains("_MANIFEST.json"))
  }

  test("every column type is written as protobuf writes it") {
    val dir = fresh()
    val columns = Seq(
      "true AS boolean",
      "CAST(-1 AS BYTE) AS byte",
      "CAST(300 AS SHORT) AS short",
      "-1 AS int",
      "CAST(0.5 AS FLOAT) AS float",
      "CAST(1 AS DOUBLE) AS double",
      "CAST(-12.3 AS DECIMAL(10, 2)) AS decimal",
      "'ü' AS string",
      "X'ff' AS binary",
      "DATE '1970-01-03' AS date",
      "TIMESTAMP '1970-01-01 00:00:01Z' AS timestamp",
      "TIMESTAMP_NTZ '1970-01-01 00:00:02' AS ntz",
      "CAST(NULL AS LONG) AS none",
      "array(1L, 300L) AS longs",
      "CAST(array() AS ARRAY<FLOAT>) AS floats",
      "named_struct('x', 7L, 'y', CAST(NULL AS LONG)) AS struct",
      "named_struct('x', CAST(NULL AS LONG)) AS nulls",
      "map('k', 1L) AS map"
    )
    spark.range(0, 1, 1, 1).selectExpr(columns: _*).write.format("tfrecords").save(dir.toString)
    val one = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(1).array
    val expected = ExampleProto.example(
      "binary" -> ExampleProto.bytes(Array[Byte](-1)),
      "boolean" -> ExampleProto.int64s(1),
      "byte" -> ExampleProto.int64s(-1),
      "date" -> ExampleProto.int64s(2),
      "decimal" -> ExampleProto.bytes("-12.30".getBytes(UTF_8)),
      "double" -> ExampleProto.bytes(one),
      "float" -> ExampleProto.floats(0.5f),
      "floats" -> ExampleProto.floats(),
      "int" -> ExampleProto.int64s(-1),
      "longs" -> ExampleProto.int64s(1, 300),
      "map.key" -> ExampleProto.bytes("k".getBytes(UTF_8)),
      "map.value" -> ExampleProto.int64s(1),
      "ntz" -> ExampleProto.int64s(2000000),
      "nulls" -> ExampleProto.none,
      "short" -> ExampleProto.int64s(300),
      "string" -> ExampleProto.bytes("ü".getBytes(UTF_8)),
      "struct.x" -> ExampleProto.int64s(7),
      "timestamp" -> ExampleProto.int64s(1000000)
    )
    assert(RecordFiles.allRecords(dir) == Seq(expected.toByteArray.toSeq))
  }

  test("records of type SequenceExample and ByteArray are written") {
    val dirs = Seq.fill(2)(fresh())
    val rows = spark.range(0, 1, 1, 1)
    val lists = rows.selectExpr("array(array(5L), array()) AS steps", "7L AS id")
    lists.write.format("tfrecord").option("recordType", "SequenceExample").save(dirs.head.toString)
    val expected = ExampleProto.sequenceExample(
      Seq("id" -> ExampleProto.int64s(7)),
      Seq("steps" -> ExampleProto.steps(ExampleProto.int64s(5), ExampleProto.int64s()))
    )
    assert(RecordFiles.allRecords(dirs.head) == Seq(expected.toByteArray.toSeq))
    val bytes = rows.selectExpr("X'00ff' AS any")
    bytes.write.format("tfrecord").option("recordType", "ByteArray").save(dirs.last.toString)
    assert(RecordFiles.allRecords(dirs.last) == Seq(Seq[Byte](0, -1)))
  }

  for ((codec, extension) <- Seq("gzip" -> ".tfrecord.gz", "zlib" -> ".tfrecord.deflate"))
    test(s"files of codec $codec hold the same records, the same bytes twice, summed as they lie") {
      val dirs = Seq.fill(2) {
        val dir = fresh()
        ids(1000, 1).write.format("tfrecord").option("codec", codec).save(dir.toString)
        dir
      }
      val names = dirs.map(RecordFiles.data(_))
      assert(names.forall(_.forall(_.endsWith(s"-c000$extension"))))
      assert(RecordFiles.allRecords(dirs.head) == (0L until 1000L).map(idRecord))
      val bytes = dirs.zip(names).map { case (dir, name) =>
        Files.readAllBytes(dir.resolve(name.head)).toSeq
      }
      assert(bytes.head == bytes.last)
      val listed = RecordFiles.listed(RecordFiles.manifest(dirs.head))
      assert(listed == RecordFiles.described(dirs.head, names.head))
    }

  test("partitionBy gives names below the directory, and keeps the column out of the records") {
    val dir = fresh()
    ids(10, 2)
      .withColumn("day", col("id") % 3)
      .write
      .partitionBy("day")
      .format("tfrecord")
      .save(dir.toString)
    val names = RecordFiles.data(dir)
    assert(names.map(_.takeWhile(_ != '/')).distinct == Seq("day=0", "day=1", "day=2"))
    val listed = RecordFiles.listed(RecordFiles.manifest(dir))
    assert(listed == RecordFiles.described(dir, names))
    assert(RecordFiles.allRecords(dir).toSet == (0L until 10L).map(idRecord).toSet)
    assert(RecordFiles.list(dir).toSet == names.toSet + "_MANIFEST.json")
  }

  test("maxRecordsPerFile gives more files, each with its own count") {
    val dir = fresh()
    ids(10, 1).write.format("tfrecord").option("maxRecordsPerFile", 4).save(dir.toString)
    val names = RecordFiles.data(dir)
    assert(names.map(_.takeRight(13)) == Seq("c000.tfrecord", "c001.tfrecord", "c002.tfrecord"))
    val listed = RecordFiles.listed(RecordFiles.manifest(dir))
    assert(listed == RecordFiles.described(dir, names))
    assert(RecordFiles.allRecords(dir) == (0L until 10L).map(idRecord))
  }

  test(
    "where there is something, mode error refuses, ignore leaves, append adds, overwrite replaces"
  ) {
    val dir = fresh()
    def save(mode: String, count: Long): Unit =
      ids(count, 1).write.format("tfrecord").mode(mode).save(dir.toString)
    def assertHolds(counts: Long*): Unit = {
      val names = RecordFiles.data(dir)
      assert(RecordFiles.allRecords(dir).toSet == (0L until counts.max).map(idRecord).toSet)
      assert(RecordFiles.allRecords(dir).length == counts.sum)
      assert(RecordFiles.listed(RecordFiles.manifest(dir)) == RecordFiles.described(dir, names))
    }
    save("error", 3)
    intercept[AnalysisException](save("error", 4))
    save("ignore", 4)
    assertHolds(3)
    save("append", 5)
    assertHolds(3, 5)
    save("overwrite", 2)
    assertHolds(2)
  }

  test("no rows give one empty file, and with partitionBy an empty list") {
    val (plain, partitioned) = (fresh(), fresh())
    val none = ids(10, 2).where("id < 0")
    none.write.format("tfrecord").save(plain.toString)
    assert(RecordFiles.allRecords(plain).isEmpty)
    val listed = RecordFiles.listed(RecordFiles.manifest(plain))
    assert(listed == RecordFiles.described(plain, RecordFiles.data(plain)))
    none
      .withColumn("day", lit(1))
      .write
      .partitionBy("day")
      .format("tfrecord")
      .save(partitioned.toString)
    assert(RecordFiles.listed(RecordFiles.manifest(partitioned)).isEmpty)
  }

  test("an unknown codec and a type that this record type lacks are refused, nothing is left") {
    val dir = fresh()
    val writer = ids(10, 2).selectExpr("array(array(id)) AS steps").write.format("tfrecord")
    assert(
      failure(writer.save(dir.toString)).getMessage == "column steps.element: expected no array " +
        "of arrays (recordType SequenceExample has them), received array<bigint>"
    )
    assert(
      failure(writer.option("codec", "bzip2").save(dir.toString)).getMessage ==
        "option codec: expected none or gzip or zlib, received bzip2"
    )
    assert(!Files.exists(dir))
  }

  test("a type that no record holds is refused before the first row, and nothing is left behind") {
    val dir = fresh()
    for (column <- Seq("INTERVAL '1' YEAR", "array(struct(id))", "array(array(array(id)))")) {
      val rows = ids(10, 2).selectExpr(s"$column AS price")
      val error = intercept[AnalysisException](rows.write.format("tfrecord").save(dir.toString))
      assert(error.getMessage.contains("tfrecord datasource doesn't support the column `price`"))
      assert(!Files.exists(dir))
    }
  }

  test("a null in an array fails the write, naming column, record and file; no manifest is left") {
    val dir = fresh()
    val rows = ids(10, 1).selectExpr("id", "array(id, if(id = 7, null, id)) AS ids")
    val error = failure(rows.write.format("tfrecord").save(dir.toString))
    assert(error.where.matches("column ids, record 7 of part-00000-[-0-9a-f]+-c000.tfrecord"))
    assert(error.getMessage.endsWith(": expected no null in a list, received null"))
    assert(RecordFiles.list(dir).isEmpty)
  }
}
