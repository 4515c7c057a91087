package sparky.tfrecord
package infer

import java.io.{ByteArrayInputStream, ByteArrayOutputStream, ObjectInputStream, ObjectOutputStream}

import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

import org.apache.spark.sql.types._

import sparky.tfrecord.ProtoBytes._

/** The schema that a few records show, by hand; that it does not depend on the order they come in. */
class ObservedSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  import ObservedSuite._

  private def schema(records: Array[Byte]*): StructType = observed("f", records: _*).schema.get

  private def typeOf(features: Array[Byte]*): DataType =
    schema(features.map(example(_)): _*).apply("x").dataType

  private val floats = field(FloatList, field(1, bytes(0, 0, 0x80, 0x3f)))

  test("a list of one in all records is a single value of the list's kind") {
    assert(typeOf(int64s(1), int64s(-1)) == LongType)
    assert(typeOf(floats) == FloatType)
    assert(typeOf(texts("grün"), texts("")) == StringType)
  }

  test("floats and integers are doubles") {
    assert(typeOf(floats, int64s(1)) == DoubleType)
  }

  test("one value that is not UTF-8 makes all binary") {
    val latin = field(BytesList, field(1, bytes('a')), field(1, bytes(0xfc)))
    assert(typeOf(texts("a"), latin, texts("b")) == ArrayType(BinaryType))
  }

  test("a list of none or of several makes all arrays, a feature of no kind does not") {
    assert(typeOf(int64s(1), field(Int64List)) == ArrayType(LongType))
    assert(typeOf(texts("a", "b")) == ArrayType(StringType))
    assert(typeOf(Array.emptyByteArray, int64s(1)) == LongType)
  }

  test("a feature that never has a kind is a string") {
    assert(typeOf(Array.emptyByteArray) == StringType)
  }

  test("columns are in byte order of their names") {
    val names = Seq("b", "\ud83d\ude00", "B", "\uff5e", "a.c", "a", "")
    val record = features(names.map(entry(_, int64s(1))): _*)
    assert(
      schema(record).fieldNames.toSeq == Seq("", "B", "a", "a.c", "b", "\uff5e", "\ud83d\ude00")
    )
  }

  test("of a name that is there twice, the last counts") {
    assert(schema(features(entry("x", texts("a")), entry("x", int64s(1)))) == of("x" -> LongType))
  }

  test("no record has no schema, a record of no bytes has no columns") {
    assert(observed("f").schema.isEmpty)
    assert(schema(Array.emptyByteArray) == new StructType())
  }

  test("bytes in one file and numbers in another name both files") {
    val merged = observed("b", example(texts("a")))
      .merge(observed("c", example(int64s(1))))
      .merge(observed("a", example(texts("a"))))
    val error = intercept[TFRecordException](merged.schema)
    assert(
      error.getMessage == "feature x: expected bytes or numbers in all files, " +
        "received bytes_list in a and int64_list in c"
    )
  }

  test("feature lists are arrays of arrays, of whatever lengths") {
    def sequence(lists: Array[Byte]*) = Seq(features(entry("c", int64s(1))) ++ field(2, lists: _*))
    val x = entry("x", field(1, int64s(1)), field(1), field(1, int64s(1)))
    val result = observed(sequence(x, entry("y")), "f", RecordType.SequenceExample).schema
    def nested(dataType: DataType) = ArrayType(ArrayType(dataType))
    val expected = of("c" -> LongType, "x" -> nested(LongType), "y" -> nested(StringType))
    assert(result.contains(expected))
    val both = observed(sequence(entry("c")), "f", RecordType.SequenceExample)
    val error = intercept[TFRecordException](both.schema)
    assert(error.getMessage == "feature c: expected a feature or a feature list, received both")
  }

  test("records of any meaning are one binary column") {
    val record = bytes(0xff)
    val result = observed(Seq(record), "f", RecordType.ByteArray)
    assert(result.schema.contains(of("byteArray" -> BinaryType)))
    assert(observed(Seq.empty, "f", RecordType.ByteArray).schema.isEmpty)
  }

  test("a damaged record, and a name that is not UTF-8, are errors") {
    val observer = RecordObserver.of(new TFRecordOptions(Map.empty[String, String]), "f")
    def message(record: Array[Byte]): String =
      intercept[ValueException](observer.observe(record, 0, record.length)).getMessage
    assert(
      message(bytes(0x0a)) == "byte 1: expected a number of at most 0 bytes, received no last byte"
    )
    val name = features(field(1, field(1, bytes('a', 0xff))))
    assert(message(name) == "name of a feature: expected UTF-8, received a\\xff")
  }

  test("files may be observed and merged in any order, and what is observed travels") {
    forAll(Gen.listOf(files)) { all =>
      val results = all.zipWithIndex.map { case (records, i) => observed(s"f$i", records: _*) }
      val merged = results.foldLeft[Observed](Observed.Nothing)(_ merge _)
      assert(results.foldRight[Observed](Observed.Nothing)(_ merge _) == merged)
      assert(results.reverse.foldLeft[Observed](Observed.Nothing)(_ merge _) == merged)
      assert(travelled(merged) == merged)
    }
  }

  test("every record reads by the schema of all, with a null where it has no value") {
    forAll(files) { records =>
      val result = observed("f", records: _*)
      for (schema <- result.schema; record <- records) {
        val row = RecordRows.row(schema, record)
        val own = observed("f", record).schema.get.fieldNames
        schema.fieldNames.foreach(name =>
          if (!own.contains(name)) assert(row.getAs[Any](name) == null)
        )
      }
    }
  }
}

private object ObservedSuite {

  def of(columns: (String, DataType)*): StructType =
    StructType(columns.map { case (name, dataType) => StructField(name, dataType) })

  def observed(file: String, records: Array[Byte]*): Observed =
    observed(records, file, RecordType.Example)

  def observed(records: Seq[Array[Byte]], file: String, recordType: RecordType): Observed = {
    val options = new TFRecordOptions(Map("recordType" -> recordType.name))
    val observer = RecordObserver.of(options, file)
    records.foreach(record => observer.observe(record, 0, record.length))
    observer.result
  }

  def travelled(observed: Observed): Any = {
    val bytes = new ByteArrayOutputStream
    val out = new ObjectOutputStream(bytes)
    out.writeObject(observed)
    out.close()
    new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray)).readObject()
  }

  private val number = Gen.oneOf(
    Gen.listOf(Gen.choose(-9L, 999L)).map(values => int64s(values: _*)),
    Gen
      .listOf(Gen.choose(0, 9))
      .map(values => field(FloatList, field(1, values.map(bytes(0, 0, _, 64)): _*))),
    Gen.const(Array.emptyByteArray)
  )
  private val text = Gen.oneOf(
    Gen.listOf(Gen.oneOf("", "a", "ü")).map(values => texts(values: _*)),
    Gen.const(field(BytesList, field(1, bytes(0xff))))
  )

  /** The records of a file: features `a` and `b` are numbers, `c` is bytes. */
  val files: Gen[List[Array[Byte]]] = Gen.listOf(
    Gen.someOf("abc").flatMap { names =>
      val entries =
        names.map(name => (if (name == 'c') text else number).map(entry(name.toString, _)))
      Gen.sequence[Seq[Array[Byte]], Array[Byte]](entries).map(features(_: _*))
    }
  )
}
