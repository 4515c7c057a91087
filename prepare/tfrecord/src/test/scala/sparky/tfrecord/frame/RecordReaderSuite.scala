package sparky.tfrecord
package frame

import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

/** Whole files read as they were written; for each kind of damage its message. */
class RecordReaderSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  import InMemoryFile._

  private val foo = "foo".getBytes("UTF-8")
  private val none = Array.empty[Byte]

  private val records: Gen[List[Array[Byte]]] =
    Gen.listOf(Gen.chooseNum(0, 2000).map(length => Array.tabulate(length)(_.toByte)))

  private def damage(bytes: Array[Byte], options: (String, String)*): String =
    intercept[TFRecordException](rest(reader(bytes, options: _*))).getMessage

  test("records of any length come back, plain, gzip and zlib, by their content") {
    forAll(records) { records =>
      for (file <- Seq(of(records), gzip(of(records)), zlib(of(records))))
        assert(rest(reader(file)) == records.map(_.toSeq))
    }
  }

  test("a record knows its number and the byte its frame begins at") {
    val found = reader(of(Seq(foo, none, foo)))
    val places = Iterator.continually(found).takeWhile(_.next()).map(_.where).toList
    assert(
      places == List(
        "record 0 at byte 0 of FILE",
        "record 1 at byte 19 of FILE",
        "record 2 at byte 35 of FILE"
      )
    )
  }

  test("records larger than what is read at once come back, with small ones around them") {
    val records = Seq(foo, Array.tabulate(3 << 20)(_.toByte), foo, new Array[Byte](1 << 19), none)
    for (file <- Seq(of(records), gzip(of(records)), zlib(of(records))))
      assert(rest(reader(file)) == records.map(_.toSeq))
  }

  test("skip passes over records of any length, and next goes on behind them") {
    val large = Array.tabulate(1 << 20)(_.toByte)
    val records = Seq(foo, large, large, foo, new Array[Byte](300 << 10), none, large, foo)
    for (file <- Seq(of(records), gzip(of(records)))) {
      val found = reader(file)
      val kept = records.indices.flatMap { i =>
        if (i % 3 == 0) Some {
          assert(found.next()); found.bytes.slice(found.offset, found.offset + found.length).toSeq
        }
        else { assert(found.skip()); None }
      }
      assert(kept == Seq(foo, foo, large).map(_.toSeq))
      assert(!found.skip() && found.index == 7)
    }
  }

  test("a reader that begins at a later record knows its number and place") {
    val found = open(of(Seq(foo, none, foo))).reader(35, 2)
    assert(found.next() && found.where == "record 2 at byte 35 of FILE" && !found.next())
  }

  test("a record that is not what its checksum says is here as it is, and the next can be read") {
    val file = of(Seq(foo, foo))
    file(12) = 'g'
    val found = reader(file)
    val error = intercept[ValueException](found.next())
    assert(
      error.in(found.where).getMessage == "checksum of the record, record 0 at byte 0 of FILE: " +
        "expected febe8a61, received 1b49bfe2"
    )
    assert(
      found.bytes.slice(found.offset, found.offset + found.length).toSeq == "goo".map(_.toByte)
    )
    assert(rest(found) == Seq(foo.toSeq))
  }

  test("in a compressed file, which may repeat records behind damage, that is the file's damage") {
    val plain = of(Seq(foo, foo))
    plain(12) = 'g'
    for (file <- Seq(gzip(plain), zlib(plain)))
      assert(
        damage(file) == "checksum of the record, record 0 at byte 0 of FILE: " +
          "expected febe8a61, received 1b49bfe2"
      )
  }

  test("less than a header, and bytes behind the last record, are damage") {
    val expected = "record 1 at byte 19 of FILE: expected a header of 12 bytes, received 7 bytes"
    assert(damage(of(Seq(foo, foo)).take(19 + 7)) == expected)
    assert(damage(of(Seq(foo)) ++ new Array[Byte](7)) == expected)
    for (cut <- 20 to 30) intercept[TFRecordException](rest(reader(of(Seq(foo, foo)).take(cut))))
  }

  test("a length that its checksum does not fit is damage") {
    val file = of(Seq(foo))
    file(0) = 4
    assert(
      damage(file) == "record 0 at byte 0 of FILE: expected a length with checksum 0e4999b0, " +
        "received length 4 with 04524542"
    )
  }

  test("a length over what the file has left is damage, whatever it is") {
    val lengths =
      Seq(4L, 1L << 30, (1L << 31) - 1, 1L << 40, 1L << 62, Long.MinValue + 5, -1L)
    for (length <- lengths)
      assert(
        damage(of(Seq(foo)) ++ header(length) ++ new Array[Byte](7)) ==
          "record 1 at byte 19 of FILE: expected " + java.lang.Long.toUnsignedString(length) +
          " bytes and a checksum, received 7 bytes to the end of the file"
      )
  }

  test("a length over maxRecordBytes is damage") {
    assert(
      damage(of(Seq(foo)), "maxRecordBytes" -> "2") == "record 0 at byte 0 of FILE: expected a " +
        "record of at most 2 bytes (maxRecordBytes), received length 3"
    )
    assert(
      damage(gzip(header(1L << 30)), "maxRecordBytes" -> "1m") == "record 0 at byte 0 of FILE: " +
        "expected a record of at most 1048576 bytes (maxRecordBytes), received length 1073741824"
    )
  }

  test("a length of a compressed file over maxRecordBytes is damage, whatever it is") {
    for (length <- Seq(1L << 30, 1L << 62, Long.MinValue + 5, -1L))
      assert(
        damage(
          zlib(header(length))
        ) == "record 0 at byte 0 of FILE: expected a record of at most " +
          "268435456 bytes (maxRecordBytes), received length " +
          java.lang.Long.toUnsignedString(length)
      )
  }

  test("a compressed file whose records end too early is damage") {
    assert(
      damage(zlib(of(Seq(foo, foo)).dropRight(5))) == "record 1 at byte 19 of FILE: expected 3 " +
        "bytes and a checksum, received 2 bytes to the end of the file"
    )
  }

  test("torn and garbled streams, and bytes behind them, are damage") {
    val bytes = "record 1 at byte 19 of FILE: expected bytes that can be read, received java.io."
    val (gz, z) = (gzip(of(Seq(foo))), zlib(of(Seq(foo))))
    assert(damage(gz ++ foo) == bytes + "IOException: Garbage after a valid .gz stream")
    assert(damage(z ++ foo) == bytes + "IOException: bytes behind the end of the zlib stream")
    for (file <- Seq(gz, z); cut <- 2 until file.length)
      assert(damage(file.take(cut)).contains("expected bytes that can be read, received java.io.E"))
    val dictionary = Array(0x78, 0xbb).map(_.toByte) ++ z.drop(2)
    assert(damage(dictionary).endsWith("a zlib stream that needs a dictionary"))
  }

  test("several gzip members are one file") {
    assert(rest(reader(gzip(of(Seq(foo))) ++ gzip(of(Seq(none))))) == Seq(foo.toSeq, none.toSeq))
  }

  test("a file that is longer or shorter than it was listed is damage") {
    val file = of(Seq(foo, foo))
    for ((listed, received) <- Seq(19L -> "more", 57L -> "38 bytes")) {
      val found = open(file, listed = Some(listed)).reader(0, 0)
      val error = intercept[TFRecordException](rest(found))
      assert(error.expected == s"a file of $listed bytes, as it was listed")
      assert(error.received == received)
    }
    val large = of(Seq(new Array[Byte](1 << 20)))
    val cut = open(large.dropRight(1), listed = Some(large.length.toLong)).reader(0, 0)
    assert(intercept[TFRecordException](cut.skip()).received == "an earlier end")
  }
}
