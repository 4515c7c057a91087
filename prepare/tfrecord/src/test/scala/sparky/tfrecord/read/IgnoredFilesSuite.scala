package sparky.tfrecord
package read

import java.nio.file.{Files, Path}
import java.util.concurrent.ConcurrentHashMap

import org.scalatest.concurrent.Eventually
import org.scalatest.time.{Seconds, Span}

import org.apache.spark.TaskContext
import org.apache.spark.scheduler.{SparkListener, SparkListenerStageCompleted}
import org.apache.spark.sql.{AnalysisException, DataFrame, Encoders}

/**
 * Corrupt and missing files, ignored and not: AvroSuite's pair for corrupt files, empty files, and
 * tasks that are run again.
 */
class IgnoredFilesSuite extends SparkSuite with Eventually {
  private val ignoreCorrupt = "ignoreCorruptFiles" -> "true"

  /** Counts of files that were left out, by name, as the stages say. */
  private val counted = new ConcurrentHashMap[String, Long]

  private object Counts extends SparkListener {
    override def onStageCompleted(stage: SparkListenerStageCompleted): Unit =
      stage.stageInfo.accumulables.values.foreach { found =>
        found.name.filter(_.startsWith("tfrecord ")).foreach { name =>
          counted.merge(name, found.value.get.asInstanceOf[Long], (a: Long, b: Long) => a + b)
        }
      }
  }

  override def beforeAll(): Unit = {
    super.beforeAll()
    spark.sparkContext.addSparkListener(Counts)
  }

  private def requireCounts(expected: (String, Long)*): Unit =
    eventually(timeout(Span(10, Seconds))) {
      assert(counted.entrySet.toArray.toSeq.map(_.toString).toSet == expected.map {
        case (name, count) => s"$name=$count"
      }.toSet)
    }

  /** Two files of five rows; the second lacks its last byte. There is no manifest. */
  private def corrupt(): Path = {
    val dir = fresh()
    writeIds(dir, 10, 2, "manifestName" -> "_list.json")
    val file = dir.resolve(RecordFiles.data(dir)(1))
    Files.write(file, Files.readAllBytes(file).dropRight(1))
    counted.clear()
    dir
  }

  test("a corrupt file is an error where such are not ignored") {
    val dir = corrupt()
    withSettings("spark.sql.files.ignoreCorruptFiles" -> "true") {
      val error = failure(load(dir, "ignoreCorruptFiles" -> "false").collect())
      assert(error.where.startsWith("record 4 at byte 124 of file:"))
    }
    assert(
      failure(spark.read.format("tfrecord").schema("id LONG").load(dir.toString).count()) != null
    )
  }

  test("a corrupt file that is ignored gives the rows before the damage, and is counted") {
    val dir = corrupt()
    val frame = load(dir, ignoreCorrupt)
    counted.clear()
    assert(ids(frame) == Seq(0, 1, 2, 3, 4, 5, 6, 7, 8))
    requireCounts("tfrecord corrupt files" -> 1)
    assert(frame.count() == 9)
    requireCounts("tfrecord corrupt files" -> 2)
    withSettings("spark.sql.files.ignoreCorruptFiles" -> "true") {
      assert(load(dir).count() == 9)
    }
  }

  test("a file that is no record file at all is left out where corrupt files are ignored") {
    val dir = corrupt()
    Files.write(dir.resolve("text.txt"), "this is no record file".getBytes)
    assert(ids(load(dir, ignoreCorrupt)) == Seq(0, 1, 2, 3, 4, 5, 6, 7, 8))
    val error = intercept[AnalysisException](load(dir, ignoreCorrupt, "codec" -> "gzip"))
    assert(error.getMessage.contains("Unable to infer schema"))
  }

  test("a missing file is counted, and is no corrupt one") {
    val dir = fresh()
    writeIds(dir, 10, 2, "manifestName" -> "_list.json")
    val frame = load(dir, "ignoreMissingFiles" -> "true", ignoreCorrupt)
    Files.delete(dir.resolve(RecordFiles.data(dir)(1)))
    counted.clear()
    assert(ids(frame) == Seq(0, 1, 2, 3, 4))
    requireCounts("tfrecord missing files" -> 1)
    val strict = load(dir, ignoreCorrupt)
    Files.delete(dir.resolve(RecordFiles.data(dir).head))
    assert(intercept[Exception](strict.collect()).getMessage.contains("does not exist"))
  }

  test("a damaged record in a whole frame is no corrupt file in mode PERMISSIVE") {
    val dir = corrupt()
    val file = dir.resolve(RecordFiles.data(dir).head)
    val bytes = Files.readAllBytes(file)
    bytes(20) = (bytes(20) + 1).toByte
    Files.write(file, bytes)
    val reader = spark.read.format("tfrecord").schema("id LONG").option("mode", "PERMISSIVE")
    val rows = reader.option("ignoreCorruptFiles", "true").load(dir.toString).collect()
    assert(rows.length == 9 && rows.count(_.isNullAt(0)) == 1)
    requireCounts("tfrecord corrupt files" -> 1)
  }

  test("files of no bytes are read, beside others and alone") {
    val dir = Files.createDirectories(fresh())
    Files.write(dir.resolve("empty"), Array.empty[Byte])
    assert(spark.read.format("tfrecord").schema("id LONG").load(dir.toString).count() == 0)
    writeIds(dir.resolve("some"), 3, 1)
    val both = spark.read
      .format("tfrecord")
      .load(dir.resolve("some").toString, dir.resolve("empty").toString)
    assert(ids(both) == Seq(0, 1, 2))
  }

  /** The rows, from tasks whose first attempt fails behind the second row. */
  private def retried(frame: DataFrame): Seq[Long] = {
    val rows = frame
      .as(Encoders.scalaLong)
      .mapPartitions { rows =>
        rows.zipWithIndex.map { case (id, i) =>
          if (i == 1 && TaskContext.get().attemptNumber() == 0) sys.error("planned")
          id
        }
      }(Encoders.scalaLong)
    rows.collect().sorted.toSeq
  }

  test("tasks that fail and are run again give nothing twice, and count nothing twice") {
    val dir = fresh()
    writeIds(dir, 10, 2)
    assert(retried(load(dir)) == (0 until 10))
    val damaged = load(corrupt(), ignoreCorrupt)
    counted.clear()
    assert(retried(damaged) == (0 until 9))
    requireCounts("tfrecord corrupt files" -> 1)
  }
}
