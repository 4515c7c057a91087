package sparky.tfrecord
package write

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path, Paths}

import com.fasterxml.jackson.databind.ObjectMapper

import org.apache.spark.sql.{DataFrame, Encoders}
import org.apache.spark.sql.streaming.Trigger

/** Streams into a directory, whose files Spark lists in a log of its own, `_spark_metadata`. */
class StreamingSinkSuite extends SparkSuite {

  /** A folder of text files with the numbers up to `count`, three in each. */
  private def numbers(count: Int): Path = {
    val dir = Files.createDirectories(fresh())
    (0 until count).grouped(3).zipWithIndex.foreach { case (lines, i) =>
      Files.write(dir.resolve(s"$i.txt"), lines.mkString("\n").getBytes(UTF_8))
    }
    dir
  }

  private def stream(from: Path): DataFrame =
    spark.readStream
      .option("maxFilesPerTrigger", 2)
      .text(from.toString)
      .selectExpr("CAST(value AS LONG) AS id")

  private def run(rows: DataFrame, dir: Path, checkpoint: Path): Unit = {
    val writer = rows.writeStream.format("tfrecord").trigger(Trigger.AvailableNow())
    val query = writer.option("checkpointLocation", checkpoint.toString).start(dir.toString)
    try query.awaitTermination()
    finally query.stop()
  }

  /** The names of the files that the sink's log has. */
  private def logged(dir: Path): Seq[String] = {
    val batches = RecordFiles.list(dir).filter(_.matches("_spark_metadata/[0-9]+"))
    val lines = batches.flatMap { batch =>
      new String(Files.readAllBytes(dir.resolve(batch)), UTF_8).split("\n").toSeq.drop(1)
    }
    lines.map(line => new ObjectMapper().readTree(line).get("path").asText.split('/').last)
  }

  private def records(dir: Path, names: Seq[String]): Seq[Seq[Byte]] =
    names.flatMap(name => RecordFiles.records(dir.resolve(name)))

  private def expected(count: Long): Set[Seq[Byte]] = (0L until count).map { id =>
    ExampleProto.example("id" -> ExampleProto.int64s(id)).toByteArray.toSeq
  }.toSet

  test("every row of every batch is in the files of the log, and there is no manifest") {
    val dir = fresh()
    run(stream(numbers(20)), dir, fresh())
    val written = records(dir, logged(dir))
    assert(written.length == 20)
    assert(written.toSet == expected(20))
    assert(logged(dir).sorted == RecordFiles.data(dir))
    assert(RecordFiles.list(dir).forall(_.matches("part-.*tfrecord|_spark_metadata/.*")))
  }

  test("a batch that fails and is run again has each row once") {
    val (dir, checkpoint) = (fresh(), fresh())
    val repaired = fresh().toString
    val rows = stream(numbers(20))
    val failing = rows
      .as(Encoders.LONG)
      .map { id =>
        if (id == 10 && !Files.exists(Paths.get(repaired))) sys.error("planned")
        id
      }(Encoders.LONG)
    val error = intercept[Exception](run(failing.toDF("id"), dir, checkpoint))
    assert(error.getMessage.contains("planned"))
    Files.createFile(Paths.get(repaired))
    run(failing.toDF("id"), dir, checkpoint)
    val written = records(dir, logged(dir))
    assert(written.length == 20)
    assert(written.toSet == expected(20))
  }
}
