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
  private val threeTexts = schemaOf(
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
      assert(parse(threeTexts, fields.mkString("\t").getBytes(UTF_8)) == Right(fields))
    }
  }

  test("another number of separators is counted right, at any length") {
    forAll(Gen.choose(0, 30), Gen.choose(1, 12)) { (separators, width) =>
      val line = Seq.fill(separators + 1)("x" * width).mkString("\t").getBytes(UTF_8)
      val received = if (separators == 0) "1 field" else s"${separators + 1} fields"
      if (separators != 2)
        assert(parse(threeTexts, line) == Left(BadRow(None, "3 fields", received)))
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
    assert(parse(threeTexts, line(1 << 20)).map(_.map(_.length)) == Right(Seq(1, 1, (1 << 20) - 4)))
    val tooLong = BadRow(None, "a line of at most 1048576 bytes", "1048577 bytes")
    assert(parse(threeTexts, line((1 << 20) + 1)) == Left(tooLong))
    val farTooLong = BadRow(None, "a line of at most 1048576 bytes", "5000000 bytes")
    assert(parse(threeTexts, line(5000000)) == Left(farTooLong))
  }

  test("what stood there is cut after 200 bytes") {
    val line = ("r\t" + "2" * 300 + "\t1\t1\t\ta\tb\t1").getBytes(UTF_8)
    assert(parse(golden, line).left.map(_.received) == Left("2" * 200))
  }

  test("spaces around a field are no part of it, if the schema says so") {
    val trimmed = threeTexts.copy(input = threeTexts.input.copy(trim = true))
    assert(parse(trimmed, "  a b \t\t c".getBytes(UTF_8)) == Right(Seq("a b", "", "c")))
    assert(parse(threeTexts, " a\t\tc ".getBytes(UTF_8)) == Right(Seq(" a", "", "c ")))
  }

  test("numbers know whether they are missing, equal to the fill, or rounded") {
    val schema = schemaOf("""{"name": "n", "role": "numeric"}""")
    def facts(text: String, in: FeatureSchema = schema): (Float, Boolean, Int, Int) = {
      val (batch, parser) = parsed(in, text.getBytes(UTF_8))
      assert(!batch.hasMarked)
      val field = parser.numbers.head
      (field.values(0), field.missing(0), field.collisions, field.rounded)
    }
    val missing = schema.copy(input = schema.input.copy(missing = Seq("?")))
    assert(facts("?", missing) == ((-10f, true, 0, 0)))
    assert(facts("-10") == ((-10f, false, 1, 0)))
    assert(facts("16777217") == ((16777216f, false, 0, 1)))
    assert(facts("3") == ((3f, false, 0, 0)))
  }

  test("the good rows of a batch close up, in their order, when the bad ones leave") {
    val row = Gen.oneOf(true, false)
    forAll(Gen.choose(1, RowBatch.Capacity).flatMap(Gen.listOfN(_, row))) { good =>
      val all = good.zipWithIndex.map { case (g, i) => if (g) s"a$i\tb\t" else s"a$i\tb" }
      val (batch, parser) = parsed(threeTexts, all.map(_.getBytes(UTF_8)): _*)
      assert(good.indices.map(batch.fault(_).isEmpty) == good)
      batch.removeMarked()
      parser.parse(batch)
      val kept = good.indices.filter(good).map(i => Seq(s"a$i", "b", ""))
      assert((0 until batch.rows).map(texts(batch, parser, _)) == kept)
    }
  }

  test("a category is packed with its first byte lowest, unless it is missing, empty or long") {
    val schema = threeTexts.copy(input = threeTexts.input.copy(missing = Seq("?")))
    val (batch, parser) =
      parsed(schema, "ab\t?\t123456789".getBytes(UTF_8), "\t12345678\t".getBytes(UTF_8))
    val keys = parser.categorical.toSeq.map(_.keys.toSeq.take(2))
    assert(keys == Seq(Seq(0x6261L, 0L), Seq(0L, 0x3837363534333231L), Seq(0L, 0L)))
    assert(parser.categorical.toSeq.map(_.missingValues(batch)) == Seq(0, 1, 0))
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

  private def lines(line: Array[Byte]): LineReader = {
    val lines = new LineReader
    lines.open(new ByteArrayInputStream(line :+ '\n'.toByte), 0)
    assert(lines.next())
    lines
  }

  private def parsed(schema: FeatureSchema, all: Array[Byte]*): (RowBatch, RowParser) = {
    val parser = new RowParser(RowFormat(schema, labelStands = true, labelRead = true))
    val batch = new RowBatch(parser.fields.length)
    val splitter = new LineSplitter(schema.input, parser.fields.length)
    all.foreach(line => splitter.add(lines(line), batch))
    parser.parse(batch)
    (batch, parser)
  }

  private def parse(schema: FeatureSchema, line: Array[Byte]): Either[BadRow, Seq[String]] = {
    val (batch, parser) = parsed(schema, line)
    batch.fault(0).toLeft(texts(batch, parser, 0))
  }

  private def texts(batch: RowBatch, parser: RowParser, row: Int): Seq[String] =
    parser.fields.toSeq.map { field =>
      val start = field.start(batch, row)
      new String(batch.bytes, start, field.end(batch, row) - start, UTF_8)
    }
}
