package sparky.prepare.row

import java.nio.charset.StandardCharsets.UTF_8

import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

import sparky.prepare.schema.SchemaReader

/** Columns of lists: what counts as a value, and whose it is. */
class ListFieldSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val schema = SchemaReader.read(
    """{"format_version": 1, "name": "t", "input": {"format": "delimited", "missing": ["?", "a,?"]},
      "columns": [{"name": "t", "role": "categorical", "list": {"separator": ","}}]}"""
      .getBytes(UTF_8),
    "schema"
  )

  test("every row has its values, as a few lines of Scala split them, and never none") {
    val list = Gen.listOf(Gen.oneOf("a", ",", "?", "é", " ", "long value")).map(_.mkString)
    forAll(Gen.nonEmptyListOf(list)) { texts =>
      val rows = texts.take(RowBatch.Capacity)
      val (batch, field) = parsed(rows.map(_.getBytes(UTF_8)))
      val found = rows.indices.map { row =>
        (field.firsts(row) until field.firsts(row + 1)).map(value(batch, field, _))
      }
      assert(found == rows.map(expected))
      assert(field.values(batch) == found.map(_.size).sum)
      assert(field.missingValues(batch) == found.flatten.count(_.isEmpty))
    }
  }

  test("a value that is no text makes its row bad, and is told alone") {
    val (batch, _) = parsed(Seq("good,b".getBytes(UTF_8), Array[Byte]('a', ',', -1, ',', 'b')))
    assert(batch.fault(0).isEmpty)
    val bad = BadRow(Some("t"), "UTF-8 without NUL, CR and LF", "\\xff")
    assert(batch.fault(1).contains(bad))
  }

  private def expected(text: String): Seq[Option[String]] =
    if (Set("", "?", "a,?")(text)) Seq(None)
    else text.split(",", -1).toSeq.map(v => Some(v).filter(_ != "?"))

  private def value(batch: RowBatch, field: ListField, i: Int): Option[String] =
    if (field.isMissing(i)) None
    else {
      val (start, end) = (field.valueStart(batch, i), field.valueEnd(batch, i))
      Some(new String(batch.bytes, start, end - start, UTF_8))
    }

  private def parsed(rows: Seq[Array[Byte]]): (RowBatch, ListField) = {
    val batch = new RowBatch(1)
    rows.foreach { row =>
      val start = batch.append(row, 0, row.length)
      batch.spans(batch.rows) = RowBatch.span(start, start + row.length)
      batch.plain(batch.rows) = row.forall(_ > 0)
      batch.endRow()
    }
    val parser = new RowParser(RowFormat(schema, labelStands = false, labelRead = false))
    parser.parse(batch)
    (batch, parser.fields.collectFirst { case list: ListField => list }.get)
  }
}
