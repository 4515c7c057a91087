package sparky.prepare.row

import java.io.ByteArrayInputStream
import java.nio.ByteBuffer
import java.nio.charset.{CharacterCodingException, CodingErrorAction}
import java.nio.charset.StandardCharsets.UTF_8
import java.util.{Arrays, Base64}

import org.scalacheck.{Arbitrary, Gen}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

import sparky.prepare.Golden
import sparky.prepare.input.LineReader
import sparky.prepare.schema.{FeatureSchema, SchemaReader}

/**
 * Lines to rows: what is bad and why, and that good fields are exactly the bytes between the
 * separators.
 */
class RowParserSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val golden = SchemaReader.read(Golden.bytes("schema.json"), "schema.json")
  private val texts = schemaOf(
    """{"name": "a", "role": "categorical"}, {"name": "b", "role": "categorical"},
    {"name": "c", "role": "categorical"}"""
  )

  test("every bad row of the golden table is refused with its column, expected and received") {
    val entries = Golden.table("bad_rows.json")
    assert(entries.size == 20)
    entries.foreach { entry =>
      val line = Base64.getDecoder.decode(entry.get("line").textValue)
      withClue(new String(line, UTF_8)) {
        val column = Option(entry.get("column").textValue)
        val bad = BadRow(column, entry.get("expected").textValue, entry.get("received").textValue)
        assert(parse(golden, line) == Left(bad))
      }
    }
  }

  test("the fields are the bytes between the separators") {
    val field =
      Gen.listOf(Gen.oneOf("ab\"',; \\é€😀\u000b\u0001".codePoints.toArray.toSeq)).map(points)
    forAll(Gen.listOfN(3, field)) { fields =>
      assert(parse(texts, fields.mkString("\t").getBytes(UTF_8)) == Right(fields))
    }
  }

  test("another number of separators is counted right, at any length") {
    forAll(Gen.choose(0, 30), Gen.choose(1, 12)) { (separators, width) =>
      val line = Seq.fill(separators + 1)("x" * width).mkString("\t").getBytes(UTF_8)
      val received = if (separators == 0) "1 field" else s"${separators + 1} fields"
      if (separators != 2) assert(parse(texts, line) == Left(BadRow(None, "3 fields", received)))
    }
  }

  test("bytes are text exactly when the JDK decodes them and no NUL, CR or LF is among them") {
    val bytes = Gen.listOf(Gen.frequency(3 -> Arbitrary.arbitrary[Byte], 1 -> Gen.oneOf(utf8Edges)))
    forAll(bytes, minSuccessful(5000)) { list =>
      val array = list.toArray
      val room = Arrays.copyOf(array, array.length + LineBytes.Padding)
      assert(Utf8.isText(room, 0, array.length) == isText(array))
    }
  }

  test("a line of 1 MiB is a row, one byte more is not") {
    val start = "x\ty\t".getBytes(UTF_8)
    def line(length: Int): Array[Byte] = start ++ Array.fill(length - start.length)('z'.toByte)
    assert(parse(texts, line(1 << 20)).map(_.map(_.length)) == Right(Seq(1, 1, (1 << 20) - 4)))
    val tooLong = BadRow(None, "a line of at most 1048576 bytes", "1048577 bytes")
    assert(parse(texts, line((1 << 20) + 1)) == Left(tooLong))
    val farTooLong = BadRow(None, "a line of at most 1048576 bytes", "5000000 bytes")
    assert(parse(texts, line(5000000)) == Left(farTooLong))
  }

  test("what stood there is cut after 200 bytes") {
    val line = ("r\t" + "2" * 300 + "\t1\t1\t\ta\tb\t1").getBytes(UTF_8)
    assert(parse(golden, line).left.map(_.received) == Left("2" * 200))
  }

  test("spaces around a field are no part of it, if the schema says so") {
    val trimmed = texts.copy(input = texts.input.copy(trim = true))
    assert(parse(trimmed, "  a b \t\t c".getBytes(UTF_8)) == Right(Seq("a b", "", "c")))
    assert(parse(texts, " a\t\tc ".getBytes(UTF_8)) == Right(Seq(" a", "", "c ")))
  }

  test("numbers know whether they are missing, equal to the fill, or rounded") {
    val schema = schemaOf("""{"name": "n", "role": "numeric"}""")
    def facts(text: String): (Float, Boolean, Boolean, Boolean) = {
      val parser = parserOf(schema)
      assert(parser.parse(lines(text.getBytes(UTF_8))).isEmpty)
      val field = parser.numbers.head
      (field.value, field.isMissing, field.isCollision, field.isRounded)
    }
    val missing = schema.copy(input = schema.input.copy(missing = Seq("?")))
    val parser = parserOf(missing)
    assert(parser.parse(lines("?".getBytes(UTF_8))).isEmpty)
    assert((parser.numbers.head.value, parser.numbers.head.isMissing) == ((-10f, true)))
    assert(facts("-10") == ((-10f, false, true, false)))
    assert(facts("16777217") == ((16777216f, false, false, true)))
    assert(facts("3") == ((3f, false, false, false)))
  }

  private val utf8Edges: Seq[Byte] =
    Seq(0x00, 0x0d, 0x0a, 0x7f, 0x80, 0xbf, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0x9f, 0xa0, 0x90,
      0x8f).map(_.toByte)

  private def isText(bytes: Array[Byte]): Boolean = {
    val decoder = UTF_8.newDecoder.onMalformedInput(CodingErrorAction.REPORT)
    try {
      decoder.decode(ByteBuffer.wrap(bytes))
      !bytes.exists(b => b == 0 || b == '\r' || b == '\n')
    } catch { case _: CharacterCodingException => false }
  }

  private def points(list: List[Int]): String =
    list.map(p => new String(Character.toChars(p))).mkString

  private def schemaOf(columns: String): FeatureSchema = {
    val json =
      s"""{"format_version": 1, "name": "t", "input": {"format": "delimited"}, "columns": [$columns]}"""
    SchemaReader.read(json.getBytes(UTF_8), "schema")
  }

  private def parserOf(schema: FeatureSchema): RowParser =
    new RowParser(RowFormat(schema, labelStands = true, labelRead = true))

  private def lines(line: Array[Byte]): LineReader = {
    val lines = new LineReader
    lines.open(new ByteArrayInputStream(line :+ '\n'.toByte), 0)
    assert(lines.next())
    lines
  }

  private def parse(schema: FeatureSchema, line: Array[Byte]): Either[BadRow, Seq[String]] = {
    val parser = parserOf(schema)
    val reader = lines(line)
    parser
      .parse(reader)
      .toLeft(
        parser.fields.toSeq.map(f => new String(reader.bytes, f.start, f.end - f.start, UTF_8))
      )
  }
}
