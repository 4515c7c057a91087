package sparky.tfrecord

import java.nio.file.Files

import org.apache.spark.sql.{DataFrame, Row}
import org.apache.spark.sql.functions.{array, col, lit}
import org.apache.spark.sql.types._

/** Writes through Spark: what lies in the directory afterwards, and what is refused. */
class TFRecordWriteSuite extends SparkSuite {

  /** The record of a row with the one column `id`. */
  private def idRecord(id: Long): Seq[Byte] =
    ExampleProto.example("id" -> ExampleProto.int64s(id)).toByteArray.toSeq

  private def ids(count: Long, partitions: Int): DataFrame =
    spark.range(0, count, 1, partitions).toDF()

  private def cause(block: => Any): TFRecordException = {
    val chain = Iterator.iterate(intercept[Throwable](block))(_.getCause).takeWhile(_ != null)
    chain.collectFirst { case error: TFRecordException => error }.get
  }

  test("a directory holds the record files and the manifest, nothing else") {
    val dir = fresh()
    ids(10, 3).write.format("tfrecord").save(dir.toString)
    val names = RecordFiles.data(dir)
    assert(RecordFiles.list(dir) == ("_MANIFEST.json" +: names).sorted)
    assert(names.length == 3)
    assert(RecordFiles.allRecords(dir) == (0L until 10L).map(idRecord))
    assert(RecordFiles.listed(RecordFiles.manifest(dir)) == RecordFiles.described(dir, names))
  }

  test("the manifest says version, kind and the run id that stands in the names") {
    val dir = fresh()
    ids(2, 2).write.format("tfrecord").option("manifestName", "_list.json").save(dir.toString)
    val manifest = RecordFiles.manifest(dir, "_list.json")
    assert(manifest.get("format_version").asInt == 1)
    assert(manifest.get("kind").asText == "records")
    val run = manifest.get("run_id").asText
    assert(RecordFiles.data(dir) == (0 to 1).map(part => f"part-$part%05d-$run-c000.tfrecord"))
    assert(!RecordFiles.list(dir).contains("_MANIFEST.json"))
  }

  test("every column type is written as protobuf writes it") {
    val dir = fresh()
    val schema = StructType(
      Seq(
        StructField("string", StringType),
        StructField("binary", BinaryType),
        StructField("float", FloatType),
        StructField("int", IntegerType),
        StructField("none", LongType),
        StructField("longs", ArrayType(LongType)),
        StructField("floats", ArrayType(FloatType))
      )
    )
    val row = Row("ü", Array[Byte](-1), 0.5f, -1, null, Seq(1L, 300L), Seq.empty[Float])
    spark
      .createDataFrame(spark.sparkContext.parallelize(Seq(row), 1), schema)
      .write
      .format("tfrecords")
      .save(dir.toString)
    val expected = ExampleProto.example(
      "binary" -> ExampleProto.bytes(Array[Byte](-1)),
      "float" -> ExampleProto.floats(0.5f),
      "floats" -> ExampleProto.floats(),
      "int" -> ExampleProto.int64s(-1),
      "longs" -> ExampleProto.int64s(1, 300),
      "string" -> ExampleProto.bytes("ü".getBytes("UTF-8"))
    )
    assert(RecordFiles.allRecords(dir) == Seq(expected.toByteArray.toSeq))
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

  test("an unknown codec and an unsupported column are refused, and nothing is left behind") {
    val dir = fresh()
    val writer = ids(10, 2).withColumn("price", array(lit(0.5))).write.format("tfrecord")
    assert(
      cause(writer.save(dir.toString)).getMessage == "column price.element: expected long, " +
        "integer, float, binary, string or an array of one of these, received double"
    )
    assert(
      cause(writer.option("codec", "bzip2").save(dir.toString)).getMessage ==
        "option codec: expected none or gzip or zlib, received bzip2"
    )
    assert(!Files.exists(dir))
  }

  test("a null in an array fails the write, naming column, record and file; no manifest is left") {
    val dir = fresh()
    val rows = ids(10, 1).selectExpr("id", "array(id, if(id = 7, null, id)) AS ids")
    val error = cause(rows.write.format("tfrecord").save(dir.toString))
    assert(error.where.matches("column ids, record 7 of part-00000-[-0-9a-f]+-c000.tfrecord"))
    assert(error.getMessage.endsWith(": expected no null in a list, received null"))
    assert(RecordFiles.list(dir).isEmpty)
  }

  test("a read is refused, with and without a schema") {
    val dir = fresh()
    ids(10, 1).write.format("tfrecord").save(dir.toString)
    val message = "tfrecord: expected a write (this version does not read), received a read"
    val reader = spark.read.format("tfrecord")
    assert(cause(reader.load(dir.toString)).getMessage == message)
    assert(cause(reader.schema("id LONG").load(dir.toString).collect()).getMessage == message)
  }
}
