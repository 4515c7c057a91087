package sparky.prepare.input

import java.io.ByteArrayInputStream

import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

/** Lines as raw bytes, however the stream hands them out. */
class LineReaderSuite extends AnyFunSuite with ScalaCheckPropertyChecks {

  test("lines are what stands between line feeds, and the last one needs none") {
    forAll(Gen.listOf(Gen.oneOf('a', '\n', '\r', '\t')), Gen.choose(1, 9)) { (characters, chunk) =>
      val text = characters.mkString
      val expected = if (text.isEmpty) Nil else text.stripSuffix("\n").split("\n", -1).toSeq
      val found = read(text.getBytes("US-ASCII"), chunk)
      assert(found.map(_._2) == expected)
      assert(found.map(_._1) == expected.scanLeft(100L)(_ + _.length + 1).init)
    }
  }

  test("a line feed beyond the buffer is found") {
    val long = "x" * ((1 << 20) - 3)
    assert(
      read(s"a\n$long\nb\n$long\n".getBytes("US-ASCII"), 1 << 16)
        .map(_._2) == Seq("a", long, "b", long)
    )
  }

  test("of a line over the limit only the length is known, and the next line is whole") {
    val reader = new LineReader
    reader.open(new ByteArrayInputStream(("y" * 4000000 + "\nnext").getBytes("US-ASCII")), 0)
    assert(reader.next() && reader.length == 4000000)
    assert(reader.next() && text(reader) == "next" && reader.offset == 4000001)
    assert(!reader.next())
  }

  private def read(bytes: Array[Byte], chunk: Int): Seq[(Long, String)] = {
    val reader = new LineReader
    reader.open(new Chunks(bytes, chunk), 100)
    Iterator
      .continually(reader.next())
      .takeWhile(identity)
      .map(_ => (reader.offset, text(reader)))
      .toList
  }

  private def text(reader: LineReader): String =
    new String(reader.bytes, reader.start, reader.end - reader.start, "US-ASCII")
}
