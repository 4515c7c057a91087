package sparky.tfrecord
package read

import java.nio.file.{Files, Path}

import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.functions.{col, rpad}

import sparky.tfrecord.commit.IndexEntry

/**
 * Files that several tasks read: every record once, wherever a split begins. The records hold
 * framed records, so that a search for checksums would find beginnings where there are none.
 */
class SplitSuite extends SparkSuite {
  import InMemoryFile._

  private val inner = of(Seq("a", "", "inside").map(_.getBytes("UTF-8")))

  private val records: Seq[Array[Byte]] =
    Seq(inner, Array.empty[Byte], inner ++ inner, Array[Byte](7), of(Seq(inner)), inner)

  private def offsets: Seq[Long] = records.scanLeft(0L)(_ + 16 + _.length)

  /** Where the records of one split begin. */
  private def found(file: Array[Byte], from: Long, end: Long, index: Seq[IndexEntry]): Seq[Long] = {
    val reader = SplitStart.reader(open(file), from, index)
    val rows = new CountedRows
    val known = KnownFile(Some(records.length.toLong), index).behind(from)
    val split = new SplitRows("FILE", reader, rows, end, known)
    split.map(_ => reader.position).toList
  }

  private val someIndex = Seq(IndexEntry(offsets(2), 2), IndexEntry(offsets(5), 5))

  for ((what, index) <- Seq("no index" -> Seq.empty[IndexEntry], "an index" -> someIndex))
    test(s"every length of the splits, with $what, gives every record to the split it begins in") {
      val file = of(records)
      for (length <- 1 to file.length) {
        val begins = (0 until file.length by length).map(_.toLong)
        val all = begins.map { begin =>
          val end = if (begin + length >= file.length) Long.MaxValue else begin + length
          val positions = found(file, begin, end, index)
          assert(positions.forall(position => position >= begin && position < end))
          positions
        }
        assert(all.flatten == offsets.init)
      }
    }

  test("a split whose end is reached by walking has the number of its first record") {
    val reader = SplitStart.reader(open(of(records)), offsets(4) - 1, Seq.empty)
    assert(reader.next() && reader.index == 4 && reader.position == offsets(4))
  }

  test("damage on the way to a split is found by it") {
    val file = of(records)
    file(0) = (file(0) + 1).toByte
    val error = intercept[TFRecordException](SplitStart.reader(open(file), offsets(3), Seq.empty))
    assert(error.where == "record 0 at byte 0 of FILE")
  }

  test("a file whose records do not begin where the index says is no file of the manifest") {
    val file = of(records)
    for (
      (place, received) <- Seq(IndexEntry(offsets(2), 3) -> 2, IndexEntry(offsets(2) - 1, 2) -> 2)
    ) {
      val error = intercept[TFRecordException](found(file, 0, Long.MaxValue, Seq(place)))
      assert(
        error.getMessage == s"file FILE: expected record ${place.record} at byte ${place.offset}, " +
          s"as the manifest lists it, received record $received at byte ${offsets(2)}"
      )
    }
    val inside = IndexEntry(offsets(2) + 3, 2)
    val error =
      intercept[TFRecordException](found(file, offsets(2) + 1, Long.MaxValue, Seq(inside)))
    assert(error.received == s"record 3 at byte ${offsets(3)}")
  }

  private def splitBytes(bytes: Long): Unit = {
    spark.conf.set("spark.sql.files.maxPartitionBytes", bytes)
    spark.conf.set("spark.sql.files.openCostInBytes", 0)
  }

  private def read(dir: Path): DataFrame =
    spark.read.format("tfrecord").option("recordType", "ByteArray").load(dir.toString)

  private def values(frame: DataFrame): Seq[Seq[Byte]] =
    frame.collect().toSeq.map(_.getAs[Array[Byte]](0).toSeq)

  test("Spark's splits of a file give every record once, in order") {
    val dir = Files.createDirectories(fresh())
    Files.write(dir.resolve("some.tfrecord"), of(records))
    for ((bytes, splits) <- Seq(17L -> 23, 50L -> 8, 1000L -> 2)) {
      splitBytes(bytes)
      val frame = read(dir)
      assert(values(frame) == records.map(_.toSeq))
      assert(frame.count() == records.length)
      assert(frame.rdd.getNumPartitions == splits)
    }
  }

  test("a compressed file is read once, as a whole, whatever its name says") {
    for (
      (name, file) <- Seq(
        "a.tfrecord" -> gzip(of(records)),
        "b.tfrecord.gz" -> gzip(of(records)),
        "c.gz" -> of(records),
        "d" -> zlib(of(records))
      )
    ) {
      val dir = Files.createDirectories(fresh())
      Files.write(dir.resolve(name), file)
      splitBytes(20)
      assert(values(read(dir)) == records.map(_.toSeq))
    }
  }

  test("a file that this source wrote is split at the places of its index, and read once") {
    val dir = fresh()
    val count = 3000
    val padded = rpad(col("id").cast("string"), 16000, " ").as("text")
    spark.range(0, count, 1, 1).select(padded).write.format("tfrecord").save(dir.toString)
    assert(RecordFiles.manifest(dir).get("files").get(0).get("index").size == 2)
    splitBytes(5 << 20)
    val frame = spark.read.format("tfrecord").load(dir.toString)
    assert(frame.rdd.getNumPartitions == 10)
    assert(frame.collect().map(_.getString(0).trim.toInt).toSeq == (0 until count))
    assert(frame.count() == count)
  }
}
