package sparky.prepare.table

import java.nio.charset.StandardCharsets.UTF_8

import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

import org.apache.spark.sql.catalyst.expressions.{GenericInternalRow, UnsafeProjection}
import org.apache.spark.sql.catalyst.util.GenericArrayData
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.UTF8String

import sparky.prepare.row.{RowBatch, RowFormat, RowParser}
import sparky.prepare.schema.SchemaReader

/** Rows of texts as fields of a batch. */
class RowCopierSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val schema = SchemaReader.read(
    """{"format_version": 1, "name": "t", "input": {"format": "parquet", "missing": ["?"]},
      "columns": [{"name": "a", "role": "categorical"}, {"name": "x", "role": "ignore"},
        {"name": "n", "role": "numeric", "type": "real"},
        {"name": "t", "role": "categorical", "list": {"separator": ","}}]}""".getBytes(UTF_8),
    "schema"
  )
  private val format = RowFormat(schema, labelStands = false, labelRead = false, Set("t"))
  private val types =
    new StructType().add("a", StringType).add("n", StringType).add("t", ArrayType(StringType))
  private val layout = TableLayout.of("t", types, format, ofFiles = false)
  private val unsafe = UnsafeProjection.create(types)

  private val text = Gen.listOf(Gen.oneOf('a', 'é', '\t', '\n', ',', '?')).map(_.mkString)
  private val cell = Gen.option(text)

  test("every text comes over byte for byte, and null as missing") {
    val rows = Gen.listOf(Gen.zip(cell, cell, Gen.option(Gen.listOf(cell))))
    forAll(rows) { rows =>
      val (batch, copier) = (new RowBatch(format.columns.size), new RowCopier(layout))
      val taken = rows.take(RowBatch.Capacity)
      taken.foreach { case (a, n, t) => copier.copy(row(a, n, t), batch) }
      assert(taken.indices.map(field(batch, _, 0)) == taken.map(_._1))
      assert(taken.indices.map(field(batch, _, 2)) == taken.map(_._2))
    }
  }

  test("an array is a list of its elements, whatever stands in them") {
    val (batch, copier) = (new RowBatch(format.columns.size), new RowCopier(layout))
    val lists = Seq(Some(Seq(Some("a,b"), None, Some("?"), Some(""))), Some(Nil), None)
    lists.foreach(list => copier.copy(row(Some("a"), Some("1"), list), batch))
    val parser = new RowParser(format)
    parser.parse(batch)
    val tags = parser.categorical(1)
    assert((0 until 3).map(batch.fault) == Seq(None, None, None))
    assert(tags.values(batch) == 6)
    assert((0 until 6).map(tags.isMissing) == Seq(false, true, true, false, true, true))
    assert(tags.valueEnd(batch, 0) - tags.valueStart(batch, 0) == 3)
  }

  test("an element that is no text makes its row bad, and is told alone") {
    val (batch, copier) = (new RowBatch(format.columns.size), new RowCopier(layout))
    copier.copy(row(Some("a"), Some("1"), Some(Seq(Some("b"), Some("c\nd")))), batch)
    new RowParser(format).parse(batch)
    val fault = batch.fault(0).get
    assert((fault.column, fault.received) == ((Some("t"), "c\nd")))
  }

  test("a row over the limit is bad as a whole, and the next one good") {
    val (batch, copier) = (new RowBatch(format.columns.size), new RowCopier(layout))
    copier.copy(
      row(Some("a" * (1 << 19)), None, Some(Seq(Some("b" * (1 << 19)), Some("c")))),
      batch
    )
    copier.copy(row(Some("a" * (1 << 20)), None, None), batch)
    val fault = batch.fault(0).get
    assert(fault.expected == "a row of at most 1048576 bytes")
    assert((fault.column, fault.received) == ((None, "1048577 bytes")))
    assert(batch.fault(1).isEmpty)
  }

  private def row(a: Option[String], n: Option[String], t: Option[Seq[Option[String]]]) = {
    def text(value: Option[String]): Any = value.map(UTF8String.fromString).orNull
    val list = t.map(values => new GenericArrayData(values.map(text))).orNull
    unsafe(new GenericInternalRow(Array[Any](text(a), text(n), list)))
  }

  private def field(batch: RowBatch, row: Int, place: Int): Option[String] = {
    val start = batch.start(place, row)
    val length = batch.end(place, row) - start
    if (length < 0) None else Some(new String(batch.bytes, start, length, UTF_8))
  }
}
