package sparky.tfrecord
package read

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}

import org.apache.spark.sql.functions.col

/** What the manifest of a directory makes of files that are gone, cut, replaced or not its own. */
class ManifestCheckSuite extends SparkSuite {
  private val require = "manifest" -> "require"
  private val ignore = "manifest" -> "ignore"

  private def written(count: Long, files: Int, options: (String, String)*): Path = {
    val dir = fresh()
    writeIds(dir, count, files, options: _*)
    dir
  }

  private def partitioned(): Path = {
    val dir = fresh()
    val rows = spark.range(0, 6, 1, 1).withColumn("day", col("id") % 3)
    rows.write.partitionBy("day").format("tfrecord").save(dir.toString)
    dir
  }

  private def fileOf(dir: Path, number: Int): Path = dir.resolve(RecordFiles.data(dir)(number))

  private def deleteAll(folder: Path): Unit =
    RecordFiles.list(folder).foreach(name => Files.delete(folder.resolve(name)))

  test("a file that is cut between two records is found by its size, and only by the manifest") {
    val dir = written(10, 1)
    val file = fileOf(dir, 0)
    val bytes = Files.readAllBytes(file)
    assert(bytes.length == 310)
    Files.write(file, bytes.dropRight(31))
    for (options <- Seq(Seq.empty, Seq(require)))
      assert(
        failure(load(dir, options: _*).count()).getMessage ==
          s"file file:$file: expected 310 bytes, as the manifest lists it, received 279 bytes"
      )
    assert(ids(load(dir, ignore)) == (0 until 9))
  }

  test("a file of the same size with fewer records is found by their number") {
    val dir = fresh()
    val rows = spark.range(0, 2, 1, 1).selectExpr("CAST('' AS BINARY) AS v")
    rows.write.format("tfrecord").option("recordType", "ByteArray").save(dir.toString)
    val file = fileOf(dir, 0)
    assert(Files.size(file) == 32)
    Files.write(file, InMemoryFile.of(Seq(new Array[Byte](16))))
    val frame = load(dir, "recordType" -> "ByteArray")
    val message =
      s"file file:$file: expected 2 records, as the manifest lists it, received 1 records"
    assert(failure(frame.count()).getMessage == message)
    assert(failure(frame.collect()).getMessage == message)
    assert(load(dir, "recordType" -> "ByteArray", ignore).count() == 1)
  }

  test("a file that is gone is found where the directory is read as a whole") {
    val dir = written(9, 3)
    val gone = fileOf(dir, 1)
    Files.delete(gone)
    assert(
      failure(load(dir).count()).getMessage == s"directory file:$dir: expected the files that " +
        s"_MANIFEST.json lists, received no ${gone.getFileName}"
    )
    Files.delete(fileOf(dir, 0))
    assert(failure(load(dir).count()).getMessage.endsWith(" nor 1 others"))
    assert(ids(load(dir, "ignoreMissingFiles" -> "true")) == Seq(6, 7, 8))
    assert(ids(load(fileOf(dir, 0))) == Seq(6, 7, 8))
    assert(ids(load(dir.resolve("*"))) == Seq(6, 7, 8))
    assert(ids(load(dir, ignore)) == Seq(6, 7, 8))
  }

  test("a partition whose folder is gone has been dropped, unless the manifest is required") {
    val dir = partitioned()
    assert(ids(load(dir, require)) == (0 until 6))
    deleteAll(dir.resolve("day=1"))
    assert(failure(load(dir).count()).received.startsWith("no day=1/part-"))
    Files.delete(dir.resolve("day=1"))
    assert(ids(load(dir)) == Seq(0, 2, 3, 5))
    assert(failure(load(dir, require).count()).received.startsWith("no day=1/part-"))
  }

  test("a partition that is read alone is held against its part of the manifest") {
    val dir = partitioned()
    val day = dir.resolve("day=2")
    assert(ids(load(day, require)) == Seq(2, 5))
    deleteAll(dir.resolve("day=1"))
    assert(ids(load(day, require)) == Seq(2, 5))
    deleteAll(day)
    val frame = spark.read.format("tfrecord").schema("id LONG").load(day.toString)
    assert(failure(frame.count()).received.startsWith("no day=2/part-"))
  }

  test("a record file that is not listed is an error, other files are passed over") {
    val dir = written(4, 1)
    Files.write(dir.resolve("schema.json"), "{}".getBytes(UTF_8))
    assert(ids(load(dir)) == (0 until 4) && load(dir).count() == 4)
    for (name <- Seq("part-0", "more.tfrecord", "more.TFRecords.gz")) {
      val other = Files.copy(fileOf(dir, 0), dir.resolve(name))
      val error = failure(load(dir).count())
      assert(
        error.getMessage == s"file file:$other: expected a file that file:$dir/_MANIFEST.json lists, received another"
      )
      assert(load(dir, ignore, "pathGlobFilter" -> "*[!n]").count() == 8)
      Files.delete(other)
    }
  }

  test("without a manifest every file is read, unless one is required") {
    val dir = written(4, 1)
    Files.delete(dir.resolve("_MANIFEST.json"))
    val data = Files.move(fileOf(dir, 0), dir.resolve("train-00000-of-00001"))
    assert(ids(load(dir)) == (0 until 4))
    for (path <- Seq(dir, data)) {
      val error = failure(load(path, require).count())
      assert(
        error.getMessage == s"directory ${if (path == dir) dir else s"file:$dir"}: expected a manifest (option manifest=require), received none"
      )
    }
  }

  test("appends and overwrites, of partitions too, leave what is required") {
    val dir = partitioned()
    val more = spark.range(6, 9, 1, 1).withColumn("day", col("id") % 3)
    more.write.mode("append").partitionBy("day").format("tfrecord").save(dir.toString)
    assert(ids(load(dir, require)) == (0 until 9))
    withSettings("spark.sql.sources.partitionOverwriteMode" -> "dynamic") {
      more
        .where("day = 1")
        .write
        .mode("overwrite")
        .partitionBy("day")
        .format("tfrecord")
        .save(dir.toString)
    }
    assert(ids(load(dir, require)) == Seq(0, 2, 3, 5, 6, 7, 8))
  }

  test("manifests of other kinds that list record files are honoured, damaged ones are refused") {
    val dir = written(4, 1)
    val manifest = dir.resolve("_MANIFEST.json")
    val text = new String(Files.readAllBytes(manifest), UTF_8)
    def replaced(kind: String): String =
      text
        .replace("\"kind\":\"records\"", "\"kind\":\"" + kind + "\"")
        .replaceAll("\"schema\":.*?\\]\\},", "")
    for (kind <- Seq("train", "evaluate", "predict")) {
      Files.write(manifest, replaced(kind).getBytes(UTF_8))
      assert(ids(load(dir, require)) == (0 until 4))
    }
    for (content <- Seq(replaced("export"), "{", "")) {
      Files.write(manifest, content.getBytes(UTF_8))
      assert(failure(load(dir).count()).where == s"file file:$manifest")
    }
  }

  test("a record type that contradicts the manifest's is refused, records of any bytes are not") {
    val dir = written(4, 1)
    val error = failure(load(dir, "recordType" -> "SequenceExample").count())
    assert(
      error.getMessage == s"option recordType: expected Example, as file:$dir/_MANIFEST.json says, received SequenceExample"
    )
    assert(load(dir, "recordType" -> "ByteArray").collect().length == 4)
  }
}
