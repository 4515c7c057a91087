package sparky.tfrecord
package read

import java.nio.file.{Files, Path}

import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.streaming.Trigger

/** A directory as the source of a stream, whose files arrive while it runs, or between two runs. */
class StreamingSourceSuite extends SparkSuite {

  private def stream(dir: Path, options: (String, String)*): DataFrame =
    spark.readStream.format("tfrecord").schema("id LONG").options(options.toMap).load(dir.toString)

  /** Takes what has arrived, in batches of one file, and appends it to a directory of records. */
  private def run(rows: DataFrame, out: Path, checkpoint: Path): Unit = {
    val writer = rows.writeStream.format("parquet").trigger(Trigger.AvailableNow())
    val query = writer.option("checkpointLocation", checkpoint.toString).start(out.toString)
    try query.awaitTermination()
    finally query.stop()
  }

  private def taken(out: Path): Seq[Long] = ids(spark.read.parquet(out.toString))

  /** Moves the files of a write into `dir` as they are, without the manifest. */
  private def arrive(dir: Path, from: Long, until: Long): Unit = {
    val written = fresh()
    spark.range(from, until, 1, 2).write.format("tfrecord").save(written.toString)
    Files.createDirectories(dir)
    RecordFiles.data(written).foreach(name => Files.move(written.resolve(name), dir.resolve(name)))
  }

  test("every row of every file that arrives is taken once, in however many runs") {
    val (dir, out, checkpoint) = (fresh(), fresh(), fresh())
    for (round <- 0 until 2) {
      arrive(dir, round * 10L, round * 10L + 10)
      run(stream(dir, "maxFilesPerTrigger" -> "1"), out, checkpoint)
      assert(taken(out) == (0 until (round + 1) * 10))
    }
  }

  test("files that the manifest does not list yet are read, listed ones are held against it") {
    val (dir, out, checkpoint) = (fresh(), fresh(), fresh())
    writeIds(dir, 10, 2)
    arrive(dir, 10, 20)
    Files.write(dir.resolve("schema.json"), "{}".getBytes)
    run(stream(dir), out, checkpoint)
    assert(taken(out) == (0 until 20))
    val cut = fresh()
    writeIds(cut, 10, 1)
    val file = cut.resolve(RecordFiles.data(cut).head)
    Files.write(file, Files.readAllBytes(file).dropRight(31))
    val error = failure(run(stream(cut), fresh(), fresh()))
    assert(error.expected == "310 bytes, as the manifest lists it")
  }

  test("a stream that fails on a damaged file goes on where it was once the file is whole") {
    val (dir, out, checkpoint) = (fresh(), fresh(), fresh())
    arrive(dir, 0, 10)
    val file = dir.resolve(RecordFiles.data(dir).head)
    val whole = Files.readAllBytes(file)
    Files.write(file, whole.updated(whole.length - 1, 0.toByte))
    assert(failure(run(stream(dir), out, checkpoint)).where.startsWith("checksum of the record, "))
    Files.write(file, whole)
    run(stream(dir), out, checkpoint)
    assert(taken(out) == (0 until 10))
  }
}
