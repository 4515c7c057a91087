package sparky.tfrecord
package read

import java.nio.file.{Files, Path}

import org.apache.spark.sql.{DataFrame, Row}

import sparky.tfrecord.frame.RecordFraming

/** What becomes of damaged records, and of those that do not fit, in modes FAILFAST and PERMISSIVE. */
class ReadModesSuite extends SparkSuite {
  import InMemoryFile._

  private val schema = "a LONG, b STRING, _corrupt_record BINARY"

  private def example(features: (String, com.google.protobuf.DynamicMessage)*): Array[Byte] =
    ExampleProto.example(features: _*).toByteArray

  private val good = example("a" -> ExampleProto.int64s(1), "b" -> ExampleProto.bytes("x".getBytes))
  private val twoValues =
    example("a" -> ExampleProto.int64s(1), "b" -> ExampleProto.bytes("x".getBytes, "y".getBytes))
  private val noExample = "\n\u0001".getBytes("UTF-8")

  /** A file of four records: good, one with two values, no Example, one whose checksum is wrong. */
  private lazy val dir: Path = {
    val dir = Files.createDirectories(fresh())
    val file = of(Seq(good, twoValues, noExample, good))
    file(file.length - 1) = (file.last + 1).toByte
    Files.write(dir.resolve("file"), file)
    dir
  }

  private def read(columns: String, options: (String, String)*): DataFrame =
    spark.read.format("tfrecord").schema(columns).options(options.toMap).load(dir.toString)

  private def permissive(columns: String): DataFrame = read(columns, "mode" -> "permissive")

  test("FAILFAST fails at the first record that does not fit, naming column, record and file") {
    val error = failure(read("a LONG, b STRING").collect())
    assert(error.where == s"column b, record 1 at byte ${good.length + 16} of file:$dir/file")
    assert(error.getMessage.endsWith(": expected one value, received 2"))
  }

  test("FAILFAST reads what a query asks for, up to the record that is damaged itself") {
    val error = failure(read("a LONG").collect())
    assert(error.where.startsWith("byte 1, record 2 at byte "))
  }

  test("PERMISSIVE gives a row of nulls for each damaged record, and its bytes where asked for") {
    val rows = permissive(schema).collect().toSeq
    assert(
      rows.map(row => (row.get(0), row.get(1))) == Seq(
        (1L, "x"),
        (null, null),
        (null, null),
        (null, null)
      )
    )
    val bytes = rows.map(row => Option(row.getAs[Array[Byte]](2)).map(_.toSeq))
    assert(bytes == Seq(None, Some(twoValues.toSeq), Some(noExample.toSeq), Some(good.toSeq)))
  }

  test("the verdict on a record does not depend on the columns of a query that asks for it") {
    val asked = permissive(schema).select("_corrupt_record", "a").collect().toSeq
    assert(
      asked.map(row => (row.isNullAt(0), row.get(1))) == Seq(
        (true, 1L),
        (false, null),
        (false, null),
        (false, null)
      )
    )
    assert(permissive(schema).where("_corrupt_record IS NOT NULL").count() == 3)
    assert(permissive(schema).select("_corrupt_record").collect().count(_.isNullAt(0)) == 1)
  }

  test("without the column, a record is damaged where the columns of the query are") {
    assert(
      permissive("a LONG, b STRING").collect().map(_.get(1)).toSeq == Seq("x", null, null, null)
    )
    assert(
      permissive("a LONG, b STRING").select("a").collect().toSeq == Seq(
        Row(1),
        Row(1),
        Row(null),
        Row(null)
      )
    )
  }

  test("the column of damaged records has the name that option or setting say, and is binary") {
    val renamed =
      read("bad BINARY, a LONG", "mode" -> "PERMISSIVE", "columnNameOfCorruptRecord" -> "bad")
    assert(renamed.collect().map(_.isNullAt(0)).toSeq == Seq(true, true, false, false))
    withSettings("spark.sql.columnNameOfCorruptRecord" -> "bad") {
      val error = failure(permissive("bad STRING, a LONG").collect())
      assert(
        error.getMessage == "column bad: expected binary (columnNameOfCorruptRecord), received string"
      )
    }
  }

  test("FAILFAST takes the column of that name for a feature") {
    assert(read("_corrupt_record BINARY, a LONG").limit(1).collect().toSeq == Seq(Row(null, 1)))
  }

  test("records are counted by their headers, whatever is in them, in every mode") {
    assert(permissive(schema).count() == 4 && read(schema).count() == 4)
  }

  test("a broken frame fails in every mode") {
    val torn = Files.createDirectories(fresh())
    Files.write(torn.resolve("file"), of(Seq(good, good)).dropRight(RecordFraming.FooterBytes))
    for (mode <- Seq("PERMISSIVE", "FAILFAST")) {
      val frame =
        spark.read.format("tfrecord").schema(schema).option("mode", mode).load(torn.toString)
      for (query <- Seq[DataFrame => Any](_.collect(), _.count()))
        assert(failure(query(frame)).where.startsWith("record 1 at byte "))
    }
  }

  test("PERMISSIVE is for records of any bytes too: one whose checksum is wrong is damaged") {
    val frame =
      read("v BINARY, _corrupt_record BINARY", "mode" -> "PERMISSIVE", "recordType" -> "ByteArray")
    assert(frame.collect().map(_.isNullAt(0)).toSeq == Seq(false, false, false, true))
    val error = failure(read("v BINARY", "recordType" -> "ByteArray").collect())
    assert(error.where.startsWith("checksum of the record, record 3 at byte "))
  }
}
