package sparky.tfrecord
package encode

import java.nio.charset.StandardCharsets.UTF_8

import com.google.protobuf.DynamicMessage
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{GenericInternalRow, UnsafeProjection}
import org.apache.spark.sql.catalyst.util.{ArrayData, GenericArrayData}
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

  test("any row is as protobuf writes it, from a generic row and from an unsafe row") {
    forAll(rows, minSuccessful(100)) { case (schema, row, expected) =>
      val unsafe = UnsafeProjection.create(schema)(row)
      assert(RecordBytes.record(schema, row).toSeq == expected.toByteArray.toSeq)
      assert(RecordBytes.record(schema, unsafe).toSeq == expected.toByteArray.toSeq)
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

  test("a type that the format cannot hold is refused by the column's path") {
    val supported = "long, integer, float, binary, string or an array of one of these"
    for ((dataType, path, received) <- unsupported) {
      val error = intercept[TFRecordException](
        ExampleEncoder.check(schemaOf("id" -> LongType, "price" -> dataType))
      )
      assert(error.getMessage == s"column $path: expected $supported, received $received")
    }
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
    StringType -> Array(UTF8String.fromString("a"), null)
  )

  val unsupported: Seq[(DataType, String, String)] = Seq(
    (DoubleType, "price", "double"),
    (DecimalType(10, 2), "price", "decimal(10,2)"),
    (BooleanType, "price", "boolean"),
    (ShortType, "price", "short"),
    (TimestampType, "price", "timestamp"),
    (MapType(StringType, LongType), "price", "map"),
    (schemaOf("x" -> LongType), "price", "struct"),
    (ArrayType(DoubleType), "price.element", "double"),
    (ArrayType(ArrayType(LongType)), "price.element", "array")
  )

  private val int64 = Gen.oneOf(Gen.long, Gen.choose(-2L, 300L), Gen.choose(1L << 55, 1L << 57))
  private val int32 = Gen.oneOf(Gen.choose(Int.MinValue, Int.MaxValue), Gen.choose(-2, 300))
  private val float = Gen.oneOf(
    Gen.choose(Int.MinValue, Int.MaxValue).map(java.lang.Float.intBitsToFloat).map(withoutPayload),
    Gen.oneOf(0.0f, -0.0f, -10.0f, Float.NaN, Float.NegativeInfinity, Float.MinPositiveValue)
  )
  private val binary = Gen.listOf(Gen.choose(-128, 127)).map(_.map(_.toByte).toArray)
  private val string =
    Gen.oneOf(Gen.asciiPrintableStr, Gen.listOf(Gen.oneOf("ü", "\ud83d\ude00")).map(_.mkString))

  /** The JVM may change the payload of a NaN on its way through a float. */
  private def withoutPayload(value: Float): Float = if (value.isNaN) Float.NaN else value

  /** A column: its type, the value in a row, and the feature that protobuf is to make of it. */
  private case class Column(dataType: DataType, value: Any, feature: Option[DynamicMessage])

  private def kind[A](dataType: DataType, values: Gen[A], inRow: A => Any)(
      feature: Seq[A] => DynamicMessage
  ): Gen[Column] = Gen.frequency(
    1 -> Gen.const(Column(dataType, null, None)),
    4 -> values.map(value => Column(dataType, inRow(value), Some(feature(Seq(value))))),
    1 -> Gen.const(Column(ArrayType(dataType), null, None)),
    4 -> Gen.listOf(values).map { list =>
      val array = new GenericArrayData(list.map(inRow).toArray[Any])
      Column(ArrayType(dataType), array, Some(feature(list)))
    }
  )

  private val column: Gen[Column] = Gen.oneOf(
    kind[Long](LongType, int64, identity)(ExampleProto.int64s(_: _*)),
    kind[Int](IntegerType, int32, identity)(values =>
      ExampleProto.int64s(values.map(_.toLong): _*)
    ),
    kind[Float](FloatType, float, identity)(ExampleProto.floats(_: _*)),
    kind[Array[Byte]](BinaryType, binary, identity)(ExampleProto.bytes(_: _*)),
    kind[String](StringType, string, UTF8String.fromString)(values =>
      ExampleProto.bytes(values.map(_.getBytes(UTF_8)): _*)
    )
  )

  private val name = Gen.oneOf(
    Gen.identifier,
    Gen.choose(1, 300).map("n" * _),
    Gen.listOf(Gen.oneOf("ü", "\uff5e", "\ud83d\ude00", "-")).map(_.mkString)
  )

  /** Any schema, a row of it, and the Example that protobuf is to make of it. */
  val rows: Gen[(StructType, InternalRow, DynamicMessage)] = for {
    columns <- Gen.listOf(Gen.zip(name, column)).map(_.toMap.toSeq)
  } yield {
    val schema = schemaOf(columns.map { case (name, column) => name -> column.dataType }: _*)
    val row = new GenericInternalRow(columns.map(_._2.value).toArray[Any])
    val sorted = columns.sortBy(_._1.getBytes(UTF_8).map(byte => f"${byte & 0xff}%02x").mkString)
    val features = sorted.flatMap { case (name, column) => column.feature.map(name -> _) }
    (schema, row, ExampleProto.example(features: _*))
  }
}
