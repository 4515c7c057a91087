package sparky.tfrecord
package encode

import java.nio.charset.StandardCharsets.UTF_8

import com.google.protobuf.DynamicMessage
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection
import org.apache.spark.sql.catalyst.util.{ArrayBasedMapData, ArrayData, GenericArrayData}
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.UTF8String

/** The encoder's bytes: by hand, and for any row against protobuf's own serialization. */
class ExampleEncoderSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  import ExampleEncoderSuite._

  private def hex(schema: StructType, values: Any*): String =
    RecordBytes.record(schema, InternalRow(values: _*)).map(byte => f"$byte%02x").mkString(" ")

  test("one long is a map entry of key and value, its list packed") {
    assert(hex(schemaOf("x" -> LongType), 5L) == "0a 0c 0a 0a 0a 01 78 12 05 1a 03 0a 01 05")
  }

  test("one float is four little-endian bytes") {
    val bytes = "0a 0f 0a 0d 0a 01 78 12 08 12 06 0a 04 00 00 80 3f"
    assert(hex(schemaOf("x" -> FloatType), 1.0f) == bytes)
  }

  test("a string is its UTF-8") {
    val bytes = "0a 0d 0a 0b 0a 01 78 12 06 0a 04 0a 02 c3 bc"
    assert(hex(schemaOf("x" -> StringType), UTF8String.fromString("ü")) == bytes)
  }

  test("a null column is an absent feature") {
    assert(hex(schemaOf("x" -> LongType, "y" -> LongType), null, null) == "0a 00")
    assert(
      hex(schemaOf("y" -> LongType, "x" -> LongType), null, 5L) == hex(
        schemaOf("x" -> LongType),
        5L
      )
    )
  }

  test("an empty array is an empty list of its kind") {
    val empty = ArrayData.toArrayData(Array.empty[Long])
    assert(hex(schemaOf("x" -> ArrayType(LongType)), empty) == "0a 09 0a 07 0a 01 78 12 02 1a 00")
    val none = new GenericArrayData(Array.empty[Any])
    assert(hex(schemaOf("x" -> ArrayType(FloatType)), none) == "0a 09 0a 07 0a 01 78 12 02 12 00")
    assert(hex(schemaOf("x" -> ArrayType(BinaryType)), none) == "0a 09 0a 07 0a 01 78 12 02 0a 00")
  }

  test("an empty string is a value, and an empty name a key") {
    val bytes = "0a 0a 0a 08 0a 00 12 04 0a 02 0a 00"
    assert(hex(schemaOf("" -> StringType), UTF8String.fromString("")) == bytes)
  }

  test(
    "entries stand in byte order of the UTF-8 of their names, whatever the order of the columns"
  ) {
    val names = Seq("a", "b", "a-", "B", "ab", "", "ü", "\uff5e", "\ud83d\ude00")
    val schema = schemaOf(names.map(_ -> LongType): _*)
    val sorted = Seq("", "B", "a", "a-", "ab", "b", "ü", "\uff5e", "\ud83d\ude00")
    val expected = ExampleProto.example(
      sorted.map(name => name -> ExampleProto.int64s(names.indexOf(name).toLong)): _*
    )
    val row = InternalRow(names.indices.map(_.toLong): _*)
    assert(RecordBytes.record(schema, row).toSeq == expected.toByteArray.toSeq)
  }

  for (narrowing <- Seq(false, true))
    test(s"any row is as protobuf writes it, generic and unsafe, allowNarrowing=$narrowing") {
      val options = Seq("allowNarrowing" -> narrowing.toString)
      forAll(GeneratedRow.gen(sequence = false, narrowing), minSuccessful(100)) { generated =>
        val unsafe = UnsafeProjection.create(generated.schema)(generated.row)
        for (row <- Seq(generated.row, unsafe)) {
          val bytes = RecordBytes.record(generated.schema, row, options: _*)
          assert(bytes.toSeq == generated.message.toByteArray.toSeq)
        }
      }
    }

  test("one encoder forgets the row before: a short row after a long one, a null after a value") {
    val schema = schemaOf("x" -> ArrayType(LongType), "y" -> StringType)
    val long =
      InternalRow(ArrayData.toArrayData(Array.fill(100000)(-1L)), UTF8String.fromString("y"))
    val short = InternalRow(ArrayData.toArrayData(Array(1L)), null)
    val separate = Seq(long, short, long).flatMap(row => RecordBytes.file(schema, Seq(row)))
    assert(RecordBytes.file(schema, Seq(long, short, long)).toSeq == separate)
  }

  test("a list of more than a million values is as protobuf writes it") {
    val values = Array.tabulate((1 << 20) + 1)(i => i.toLong - 5)
    val row = InternalRow(ArrayData.toArrayData(values))
    val expected = ExampleProto.example("x" -> ExampleProto.int64s(values.toSeq: _*))
    val bytes = RecordBytes.record(schemaOf("x" -> ArrayType(LongType)), row)
    assert(java.util.Arrays.equals(bytes, expected.toByteArray))
  }

  test("a null in an array is refused, naming column and record, also where the schema denies it") {
    for (containsNull <- Seq(true, false); (element, values) <- withNull) {
      val schema = schemaOf("first" -> LongType, "ids" -> ArrayType(element, containsNull))
      val good = InternalRow(1L, new GenericArrayData(Array.empty[Any]))
      val bad = InternalRow(1L, new GenericArrayData(values))
      val projected =
        UnsafeProjection.create(schemaOf("first" -> LongType, "ids" -> ArrayType(element)))
      for (row <- Seq(bad, projected(bad))) {
        val error = intercept[ValueException](RecordBytes.file(schema, Seq(good, row)))
        assert(
          error.getMessage == "column ids: expected no null in a list, received null"
        )
      }
    }
  }

  test("a double is its eight bytes, little-endian, or with allowNarrowing the nearest float") {
    val schema = schemaOf("x" -> DoubleType)
    val exact = "0a 13 0a 11 0a 01 78 12 0c 0a 0a 0a 08 00 00 00 00 00 00 f0 3f"
    assert(hex(schema, 1.0) == exact)
    val narrowed = RecordBytes.record(schema, InternalRow(0.1), "allowNarrowing" -> "true")
    assert(
      narrowed.toSeq == ExampleProto.example("x" -> ExampleProto.floats(0.1f)).toByteArray.toSeq
    )
  }

  test("a decimal is its text, with all digits of the scale") {
    def text(value: String, precision: Int, scale: Int): String = {
      val dataType = DecimalType(precision, scale)
      val row = InternalRow(Decimal(BigDecimal(value), precision, scale))
      val texts = Seq(row, UnsafeProjection.create(schemaOf("x" -> dataType))(row)).map { row =>
        val bytes = RecordBytes.record(schemaOf("x" -> dataType), row)
        new String(bytes.drop(13), UTF_8)
      }
      assert(texts.distinct.length == 1)
      texts.head
    }
    assert(text("12.3", 10, 2) == "12.30")
    assert(text("-0.05", 2, 2) == "-0.05")
    assert(text("0", 18, 0) == "0")
    assert(text("0", 18, 18) == "0." + "0" * 18)
    assert(text("-" + "9" * 18, 18, 0) == "-" + "9" * 18)
    assert(text("9" * 36 + ".99", 38, 2) == "9" * 36 + ".99")
  }

  test("a struct is its fields, by names with dots; one of nulls alone has a feature of no kind") {
    val inner = schemaOf("y" -> LongType, "z" -> schemaOf("w" -> LongType))
    val schema = schemaOf("x" -> inner, "x-" -> LongType)
    def bytes(value: Any): Seq[Byte] = RecordBytes.record(schema, InternalRow(value, 1L)).toSeq
    def expected(features: (String, DynamicMessage)*): Seq[Byte] =
      ExampleProto.example(features: _*).toByteArray.toSeq
    val last = "x-" -> ExampleProto.int64s(1)
    assert(bytes(null) == expected(last))
    assert(bytes(InternalRow(null, null)) == expected("x" -> ExampleProto.none, last))
    assert(
      bytes(InternalRow(null, InternalRow(null))) == expected(last, "x.z" -> ExampleProto.none)
    )
    assert(
      bytes(InternalRow(7L, InternalRow(8L))) ==
        expected(last, "x.y" -> ExampleProto.int64s(7), "x.z.w" -> ExampleProto.int64s(8))
    )
  }

  test("a map is two lists") {
    val schema = schemaOf("x" -> MapType(StringType, LongType))
    val map = ArrayBasedMapData(Map(UTF8String.fromString("a") -> 5L), identity(_), identity(_))
    val expected = ExampleProto.example(
      "x.key" -> ExampleProto.bytes("a".getBytes(UTF_8)),
      "x.value" -> ExampleProto.int64s(5)
    )
    assert(RecordBytes.record(schema, InternalRow(map)).toSeq == expected.toByteArray.toSeq)
  }

  test("a user-defined type lies there as the type it is made of") {
    val point = new ExampleEncoderSuite.PointType
    val value = new GenericArrayData(Array[Any](1.0f, 2.0f))
    val expected = ExampleProto.example("x" -> ExampleProto.floats(1, 2)).toByteArray.toSeq
    assert(RecordBytes.record(schemaOf("x" -> point), InternalRow(value)).toSeq == expected)
  }

  test("lists whose lengths need more bytes, and fewer, are each as protobuf writes them") {
    val schema = schemaOf("x" -> ArrayType(LongType), "y" -> ArrayType(BinaryType))
    val sizes = Seq(1, 31, 32, 127, 128, 0, 113, 114, 16383, 16384, 3, 16370, 2)
    val rows = sizes.map { size =>
      val bytes = new GenericArrayData(Array[Any](new Array[Byte](size)))
      InternalRow(ArrayData.toArrayData(Array.fill(size)(1L)), bytes)
    }
    val expected = sizes.map { size =>
      ExampleProto.example(
        "x" -> ExampleProto.int64s(Seq.fill(size)(1L): _*),
        "y" -> ExampleProto.bytes(new Array[Byte](size))
      )
    }
    assert(RecordBytes.records(schema, rows) == expected.map(_.toByteArray.toSeq))
  }

  test("a string that is not UTF-8 is refused, naming the column") {
    val row = InternalRow(UTF8String.fromBytes(Array[Byte](97, -1)))
    val error = intercept[ValueException](RecordBytes.record(schemaOf("x" -> StringType), row))
    assert(
      error.getMessage == "column x: expected UTF-8 (a binary column takes any bytes), " +
        "received 61 ff"
    )
    val long = InternalRow(UTF8String.fromBytes(Array.fill[Byte](30)(-1)))
    val cut = intercept[ValueException](RecordBytes.record(schemaOf("x" -> StringType), long))
    assert(cut.received == "ff " * 20 + "…")
  }

  test("a null value of a map is refused, naming the feature") {
    val map = ArrayBasedMapData(Map(1L -> null), identity(_), identity(_))
    val schema = schemaOf("x" -> MapType(LongType, LongType))
    val error = intercept[ValueException](RecordBytes.record(schema, InternalRow(map)))
    assert(error.getMessage == "column x.value: expected no null in a list, received null")
  }

  test("a record over maxRecordBytes is refused at the column where it is") {
    val schema = schemaOf("x" -> BinaryType, "y" -> BinaryType)
    val row = InternalRow(new Array[Byte](40), new Array[Byte](60))
    def message(limit: Int): String = intercept[ValueException](
      RecordBytes.record(schema, row, "maxRecordBytes" -> limit.toString)
    ).getMessage
    assert(
      message(60) == "column y: expected at most 60 bytes of the record up to here " +
        "(option maxRecordBytes), received 122 bytes"
    )
    assert(
      message(123) == "all columns: expected at most 123 bytes (option maxRecordBytes), " +
        "received 124 bytes"
    )
    assert(RecordBytes.record(schema, row, "maxRecordBytes" -> "124").length == 124)
  }
}

private object ExampleEncoderSuite {
  def schemaOf(columns: (String, DataType)*): StructType =
    StructType(columns.map { case (name, dataType) => StructField(name, dataType) })

  val withNull: Seq[(DataType, Array[Any])] = Seq(
    LongType -> Array(1L, null),
    IntegerType -> Array(null, 1),
    FloatType -> (Array.fill[Any](70)(1.0f) :+ null),
    BinaryType -> Array(null),
    DoubleType -> Array(1.0, null),
    StringType -> Array(UTF8String.fromString("a"), null)
  )

  /** Two floats, in an array. */
  class PointType extends UserDefinedType[Seq[Float]] {
    override def sqlType: DataType = ArrayType(FloatType, containsNull = false)
    override def serialize(point: Seq[Float]): Any = new GenericArrayData(point.toArray[Any])
    override def deserialize(datum: Any): Seq[Float] =
      datum.asInstanceOf[ArrayData].toFloatArray().toSeq
    override def userClass: Class[Seq[Float]] = classOf[Seq[Float]]
  }
}
