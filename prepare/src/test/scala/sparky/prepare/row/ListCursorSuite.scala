package sparky.prepare.row

import java.nio.charset.StandardCharsets.UTF_8

import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

/** Lists, split at separators or told by lengths: every value once and in order. */
class ListCursorSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val text = Gen.listOf(Gen.oneOf('a', 'é', '|', ',', ' ')).map(_.mkString)

  test("a text is split at every separator, as Java splits it") {
    val cursor = new SeparatedValues(',')
    forAll(Gen.listOf(text)) { texts =>
      texts.foreach { t =>
        val found = values(cursor, t.getBytes(UTF_8))
        assert(found.map(_.get) == t.split(",", -1).toSeq)
      }
    }
  }

  test("values with lengths come back as they were, null and empty ones too") {
    val cursor = new CountedValues
    forAll(Gen.listOf(Gen.option(text))) { texts =>
      assert(values(cursor, ListCursorSuite.counted(texts)) == texts)
    }
  }

  private def values(cursor: ListCursor, list: Array[Byte]): Seq[Option[String]] = {
    val before = 3
    val padded = new Array[Byte](before) ++ list ++ ",,,,,,,,".getBytes(UTF_8)
    cursor.open(padded, before, before + list.length)
    Iterator
      .continually(cursor.next())
      .takeWhile(identity)
      .map { _ =>
        val length = cursor.end - cursor.start
        if (length < 0) None else Some(new String(padded, cursor.start, length, UTF_8))
      }
      .toList
  }
}

object ListCursorSuite {

  /** The values as [[CountedValues]] reads them. */
  def counted(texts: Seq[Option[String]]): Array[Byte] = texts.flatMap { text =>
    val bytes = text.fold(Array.emptyByteArray)(_.getBytes(UTF_8))
    val length = new Array[Byte](CountedValues.LengthBytes)
    CountedValues.putLength(length, text.fold(CountedValues.Null)(_ => bytes.length))
    length ++ bytes
  }.toArray
}
