package sparky.tfrecord
package commit

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}

import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter
import org.apache.spark.TaskContext
import org.apache.spark.sql.{DataFrame, DataFrameWriter, Row}
import org.apache.spark.sql.functions.{col, lit}
import org.apache.spark.sql.types.{DataType, StructType}

/** The manifest under failures, retries, save modes and other formats beside it. */
class TFRecordCommitterSuite extends SparkSuite {

  private def ids(from: Long, to: Long): DataFrame = spark.range(from, to, 1, 2).toDF()

  private def writer(rows: DataFrame, mode: String = "append"): DataFrameWriter[Row] =
    rows.write.format("tfrecord").mode(mode)

  /** The manifest lists exactly the files there are, and those hold `records`. */
  private def assertWhole(dir: Path, records: Int): Unit = {
    val names = RecordFiles.data(dir)
    assert(RecordFiles.listed(RecordFiles.manifest(dir)) == RecordFiles.described(dir, names))
    assert(RecordFiles.list(dir).toSet == names.toSet + "_MANIFEST.json")
    assert(RecordFiles.allRecords(dir).length == records)
  }

  /** Fails in the middle of each task's first `failures` attempts. */
  private def failing(rows: DataFrame, failures: Int): DataFrame = {
    val schema = rows.schema
    val failed = rows.rdd.mapPartitions { partition =>
      partition.zipWithIndex.map { case (row, i) =>
        if (i == 3 && TaskContext.get().attemptNumber() < failures) sys.error("planned")
        row
      }
    }
    spark.createDataFrame(failed, schema)
  }

  test("the attempts that fail before one succeeds count nothing") {
    val dir = fresh()
    writer(failing(ids(0, 20), failures = 2)).option("maxRecordsPerFile", 2).save(dir.toString)
    assertWhole(dir, 20)
  }

  test("a job that fails leaves the manifest and the files of the write before") {
    val dir = fresh()
    writer(ids(0, 20)).save(dir.toString)
    val before = Files.readAllBytes(dir.resolve("_MANIFEST.json")).toSeq
    // Of one task: Spark waits for no other, which would write on beside the abort of the job.
    val rows = failing(ids(0, 20).coalesce(1), failures = 9)
    intercept[Exception](writer(rows).save(dir.toString))
    assert(Files.readAllBytes(dir.resolve("_MANIFEST.json")).toSeq == before)
    assertWhole(dir, 20)
  }

  test("an append keeps the earlier files and their entries") {
    val dir = fresh()
    writer(ids(0, 20)).save(dir.toString)
    val first = RecordFiles.data(dir)
    writer(ids(20, 30)).save(dir.toString)
    assert(first.forall(RecordFiles.data(dir).contains))
    assertWhole(dir, 30)
  }

  test("a list with a name of its own holds the files of one write alone") {
    val dir = fresh()
    for (_ <- 1 to 2) writer(ids(0, 20)).option("manifestName", "_list.json").save(dir.toString)
    val manifest = RecordFiles.manifest(dir, "_list.json")
    val run = manifest.get("run_id").asText
    val names = RecordFiles.data(dir)
    assert(names.length == 4)
    assert(
      RecordFiles.listed(manifest) == RecordFiles.described(dir, names.filter(_.contains(run)))
    )
  }

  test("an overwrite lists the new files alone") {
    val dir = fresh()
    writer(ids(0, 20)).save(dir.toString)
    writer(ids(0, 5), "overwrite").save(dir.toString)
    assertWhole(dir, 5)
  }

  test("a dynamic overwrite replaces the partitions it wrote to and keeps the others") {
    val dir = fresh()
    val rows = ids(0, 20).withColumn("day", col("id") % 4)
    writer(rows).partitionBy("day").save(dir.toString)
    writer(rows.where("id < 2"), "overwrite")
      .partitionBy("day")
      .option("partitionOverwriteMode", "dynamic")
      .save(dir.toString)
    assertWhole(dir, 12)
  }

  test("an overwrite of one partition of a table keeps the others") {
    val dir = fresh()
    spark.sql(
      s"CREATE TABLE days (id LONG, day LONG) USING tfrecord PARTITIONED BY (day) LOCATION '$dir'"
    )
    spark.sql("INSERT INTO days SELECT id, id % 2 FROM range(10)")
    spark.sql("INSERT OVERWRITE days PARTITION (day = 1) SELECT id FROM range(3)")
    assertWhole(dir, 8)
    spark.sql("DROP TABLE days")
  }

  test("a manifest that is not this source's is refused before the first row") {
    val dir = Files.createDirectories(fresh())
    val path = dir.resolve("_MANIFEST.json")
    val message = s"file file:$path: expected a manifest of kind records and format_version 1, " +
      "or no such file, received "
    def refusal(content: String): String = {
      Files.write(path, content.getBytes(UTF_8))
      val error = intercept[TFRecordException](writer(ids(0, 20)).save(dir.toString))
      assert(RecordFiles.list(dir) == Seq("_MANIFEST.json"))
      error.getMessage
    }
    val train = """{"format_version":1,"kind":"train","files":[]}"""
    assert(refusal(train) == message + "kind train, format_version 1")
    val later = """{"format_version":2,"kind":"records","files":[]}"""
    assert(refusal(later) == message + "kind records, format_version 2")
    assert(refusal("[]") == message + "kind nothing, format_version nothing")
    assert(refusal("""{"kind":""").startsWith(message + "com.fasterxml.jackson"))
  }

  private def schemaOf(dir: Path): Option[String] =
    Option(RecordFiles.manifest(dir).get("schema")).map { json =>
      DataType.fromJson(json.toString).asInstanceOf[StructType].toDDL
    }

  test("an append with other columns keeps both, one with another type leaves the schema out") {
    val dir = fresh()
    val variable = s"$${user.name}"
    writer(ids(0, 20)).save(dir.toString)
    writer(ids(0, 20).withColumn(variable, lit("a"))).save(dir.toString)
    assert(schemaOf(dir).contains(s"id BIGINT,`$variable` STRING"))
    writer(ids(0, 20).selectExpr("CAST(id AS STRING)")).save(dir.toString)
    assert(schemaOf(dir).isEmpty)
    writer(ids(0, 20)).save(dir.toString)
    assert(schemaOf(dir).isEmpty)
    writer(ids(0, 20), "overwrite").save(dir.toString)
    assert(schemaOf(dir).contains("id BIGINT"))
  }

  test("the schema has no partition column, and floats where narrowing is allowed") {
    val dir = fresh()
    val rows = ids(0, 20).selectExpr("id", "CAST(id AS DOUBLE) AS price", "id % 2 AS day")
    writer(rows).partitionBy("day").option("allowNarrowing", true).save(dir.toString)
    assert(schemaOf(dir).contains("id BIGINT,price FLOAT"))
  }

  test("an append of other records is refused, and changes nothing") {
    val dir = fresh()
    writer(ids(0, 20)).save(dir.toString)
    val other = writer(ids(0, 20).selectExpr("X'00' AS any")).option("recordType", "ByteArray")
    val error = intercept[TFRecordException](other.save(dir.toString))
    assert(
      error.getMessage == s"directory file:$dir: expected recordType Example, " +
        "as the records that are there, received ByteArray"
    )
    assertWhole(dir, 20)
    other.mode("overwrite").save(dir.toString)
    assert(RecordFiles.manifest(dir).get("record_type").asText == "ByteArray")
  }

  test("a large file has an index of places where records begin, a compressed one has none") {
    val dirs = Seq.fill(2)(fresh())
    val rows = spark.range(0, 40, 1, 1).selectExpr("CAST(repeat('x', 1000000) AS BINARY) AS x")
    writer(rows).save(dirs.head.toString)
    writer(rows).option("codec", "gzip").save(dirs.last.toString)
    val record = RecordFiles.allRecords(dirs.head).head.length + 16
    val places = Seq(17, 34).map(number => s"[${number * record},$number]")
    def index(dir: Path) = Option(RecordFiles.manifest(dir).get("files").get(0).get("index"))
    assert(index(dirs.head).map(_.toString).contains(places.mkString("[", ",", "]")))
    assert(index(dirs.last).isEmpty)
  }

  test("another format in the same session keeps its own committer and its _SUCCESS") {
    val (records, text) = (fresh(), fresh())
    writer(ids(0, 20)).save(records.toString)
    ids(0, 20).selectExpr("CAST(id AS STRING)").write.text(text.toString)
    writer(ids(0, 20)).save(records.toString)
    assertWhole(records, 40)
    val left = RecordFiles.list(text).filterNot(_.contains("part-"))
    assert(left == Seq("._SUCCESS.crc", "_SUCCESS"))
    assert(!spark.conf.getOption("spark.sql.sources.outputCommitterClass").isDefined)
  }

  test("version 2 of Hadoop's algorithm, which moves files before the job commits, is not used") {
    val dir = fresh()
    val key = "mapreduce.fileoutputcommitter.algorithm.version"
    intercept[Exception](
      writer(failing(ids(0, 20), failures = 9)).option(key, 2).save(dir.toString)
    )
    assert(RecordFiles.list(dir).isEmpty)
    writer(failing(ids(0, 20), failures = 1)).option(key, 2).save(dir.toString)
    assertWhole(dir, 20)
  }

  test("a committer that the session names for all formats gives way") {
    val dir = fresh()
    val key = "spark.sql.sources.outputCommitterClass"
    spark.conf.set(key, classOf[FileOutputCommitter].getName)
    try writer(ids(0, 20)).save(dir.toString)
    finally spark.conf.unset(key)
    assertWhole(dir, 20)
  }

  test("a partition with a location of its own is written there, and no manifest lists it") {
    val (dir, elsewhere) = (fresh(), fresh())
    spark.sql(
      s"CREATE TABLE days (id LONG, day LONG) USING tfrecord PARTITIONED BY (day) LOCATION '$dir'"
    )
    try {
      spark.sql(s"ALTER TABLE days ADD PARTITION (day = 0) LOCATION '$elsewhere'")
      spark.sql("INSERT INTO days SELECT id, id % 2 FROM range(10)")
    } finally spark.sql("DROP TABLE days")
    assertWhole(dir, 5)
    assert(RecordFiles.allRecords(elsewhere).length == 5)
    assert(RecordFiles.list(elsewhere) == RecordFiles.data(elsewhere))
  }

  test("buckets are refused, and nothing is left behind") {
    val dir = fresh()
    val table = writer(ids(0, 20)).bucketBy(2, "id").option("path", dir.toString)
    val error = intercept[Exception](table.saveAsTable("buckets"))
    val causes = Iterator.iterate[Throwable](error)(_.getCause).takeWhile(_ != null).toSeq
    val message = causes.collectFirst { case found: TFRecordException => found.getMessage }.get
    assert(message.endsWith(": expected a write without buckets, received a bucket's file"))
    assert(RecordFiles.list(dir).isEmpty)
  }
}
