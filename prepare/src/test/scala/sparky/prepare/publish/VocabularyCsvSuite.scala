package sparky.prepare.publish

import java.nio.charset.StandardCharsets.UTF_8

import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

import sparky.prepare.{ContractError, Golden}
import sparky.prepare.rank.{Entries, EntryWriter, Vocabulary}
import sparky.prepare.row.LineBytes

/** Vocabularies as CSV: the golden bytes, any value there and back, and what is refused. */
class VocabularyCsvSuite extends AnyFunSuite with ScalaCheckPropertyChecks {

  test("the golden vocabularies are read and written back byte for byte") {
    Seq("site", "ad-group").foreach { name =>
      val bytes = Golden.bytes(s"vocabulary/$name.csv")
      val vocabulary = VocabularyCsv.read(bytes, name)
      assert(vocabulary.size == 4)
      assert(VocabularyCsv.write(vocabulary).toSeq == bytes.toSeq)
    }
  }

  test("any text without NUL, CR and LF comes back as it was") {
    val value =
      Gen.listOf(Gen.oneOf("a,\"é😀 \t'\u000b\u2028".codePoints.toArray.toSeq)).map { points =>
        points.map(p => new String(Character.toChars(p))).mkString
      }
    forAll(Gen.listOf(Gen.zip(value, Gen.choose(0L, Entries.MaxNumber)))) { entries =>
      assert(read(VocabularyCsv.read(VocabularyCsv.write(vocabularyOf(entries)), "v")) == entries)
    }
  }

  test("a value is quoted when it is empty or holds a comma or a quote, and only then") {
    val written =
      VocabularyCsv.write(vocabularyOf(Seq("" -> 1L, "a,b" -> 2L, "q\"" -> 3L, " x'" -> 4L)))
    assert(
      new String(written, UTF_8) == "value,count\r\n\"\",1\r\n\"a,b\",2\r\n\"q\"\"\",3\r\n x',4\r\n"
    )
  }

  test("what is no such table is refused with its line") {
    refuses(
      "value;count\r\n",
      "v.csv, line 1: expected the header value,count, received value;count\r\n"
    )
    refuses(
      "value,count\r\na\r\n",
      "v.csv, line 2: expected a value, a count and CR LF, received a\r\n"
    )
    refuses(
      "value,count\r\na,1\r\nb,2\n",
      "v.csv, line 3: expected a value, a count and CR LF, received b,2\n"
    )
    refuses(
      "value,count\r\na,-1\r\n",
      "v.csv, line 2: expected a value, a count and CR LF, received a,-1\r\n"
    )
    refuses(
      "value,count\r\na\"b,1\r\n",
      "v.csv, line 2: expected a value quoted as RFC 4180 says, received a\"b,1\r\n"
    )
    refuses(
      "value,count\r\n,1\r\n",
      "v.csv, line 2: expected a value quoted as RFC 4180 says, received ,1\r\n"
    )
  }

  private def refuses(text: String, message: String): Unit = {
    val error = intercept[ContractError](VocabularyCsv.read(text.getBytes(UTF_8), "v.csv"))
    assert(error.getMessage == message)
  }

  private def vocabularyOf(entries: Seq[(String, Long)]): Vocabulary = {
    val writer = new EntryWriter
    entries.foreach { case (value, count) =>
      val bytes = value.getBytes(UTF_8)
      writer.add(bytes ++ new Array[Byte](LineBytes.Padding), 0, bytes.length, count)
    }
    Vocabulary(writer.result, entries.size)
  }

  private def read(vocabulary: Vocabulary): Seq[(String, Long)] = {
    val entries = Seq.newBuilder[(String, Long)]
    vocabulary.foreach { (_, p) =>
      entries += new String(Entries.bytes(vocabulary.words, p), UTF_8) -> Entries.number(
        vocabulary.words(p)
      )
    }
    entries.result()
  }
}
