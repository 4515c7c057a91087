package sparky.tfrecord
package decode

import java.sql.{Date, Timestamp}
import java.time.LocalDateTime

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.sql.Row
import org.apache.spark.sql.types._

import sparky.tfrecord.ProtoBytes._

/** What each type reads from an Example's features, by hand, and the message for what it does not. */
class ExampleDecoderSuite extends AnyFunSuite {

  private val narrowing = "allowNarrowing" -> "true"

  private def schema(dataType: DataType): StructType = new StructType().add("x", dataType)

  /** The column `x` of the Example of one feature. */
  private def read(dataType: DataType, feature: Array[Byte], options: (String, String)*): Any =
    RecordRows.row(schema(dataType), example(feature), options: _*).get(0)

  private def refusal(
      dataType: DataType,
      feature: Array[Byte],
      options: (String, String)*
  ): String =
    intercept[ValueException](read(dataType, feature, options: _*)).getMessage

  private def floats(values: Float*): Array[Byte] = field(FloatList, field(1, bits(values: _*)))

  private def bits(values: Float*): Array[Byte] = values.toArray.flatMap { value =>
    val bits = java.lang.Float.floatToRawIntBits(value)
    bytes(bits, bits >> 8, bits >> 16, bits >> 24)
  }

  private def doubles(values: Double*): Array[Byte] = field(
    BytesList,
    values.map { value =>
      val bits = java.lang.Double.doubleToRawLongBits(value)
      field(1, bytes((0 until 8).map(i => (bits >> 8 * i).toInt): _*))
    }: _*
  )

  test("an int64_list of one is a value of every type that is a number of days, or of less") {
    assert(read(BooleanType, int64s(1)) == true)
    assert(read(BooleanType, int64s(0)) == false)
    assert(read(ByteType, int64s(-128)) == Byte.MinValue)
    assert(read(ShortType, int64s(-32768)) == Short.MinValue)
    assert(read(IntegerType, int64s(300)) == 300)
    assert(read(LongType, int64s(Long.MinValue)) == Long.MinValue)
    assert(read(DateType, int64s(-1)) == Date.valueOf("1969-12-31"))
    assert(read(TimestampType, int64s(-1)) == Timestamp.valueOf("1969-12-31 23:59:59.999999"))
    assert(read(TimestampNTZType, int64s(1)) == LocalDateTime.parse("1970-01-01T00:00:00.000001"))
  }

  test("a number that the type does not hold is refused, or loses its upper bits") {
    val expected = Seq(
      (ByteType, 128L, "-128 to 127", Byte.MinValue),
      (ShortType, 32768L, "-32768 to 32767", Short.MinValue),
      (IntegerType, 1L << 31, "-2147483648 to 2147483647", Int.MinValue)
    )
    for ((dataType, value, range, wrapped) <- expected) {
      val message = s"column x: expected a number from $range, received $value"
      assert(refusal(dataType, int64s(value)) == message)
      assert(refusal(ArrayType(dataType), int64s(0, value)) == message)
      assert(read(dataType, int64s(value), narrowing) == wrapped)
      assert(read(ArrayType(dataType), int64s(0, value), narrowing) == Seq(0, wrapped))
    }
  }

  test("a boolean is 0 or 1 and a date a 32-bit number of days, narrowing or not") {
    val boolean = "column x: expected a number from 0 to 1, received 2"
    assert(refusal(BooleanType, int64s(2), narrowing) == boolean)
    val date = "column x: expected a number from -2147483648 to 2147483647, received 2147483648"
    assert(refusal(DateType, int64s(1L << 31), narrowing) == date)
  }

  test("a float keeps its bits, also the payload of a NaN") {
    val payload = bytes(1, 0, 0xa0, 0x7f)
    val feature = field(FloatList, field(1, payload, bits(-0.0f)))
    val decoder =
      RecordDecoder.of(schema(ArrayType(FloatType)), new TFRecordOptions(Map.empty[String, String]))
    val record = example(feature)
    val array = decoder.decode(record, 0, record.length).getArray(0)
    assert(array.getInt(0) == 0x7fa00001)
    assert(array.getInt(1) == 0x80000000)
    assert(read(FloatType, floats(1.5f)) == 1.5f)
  }

  test("a double is 8 bytes, or a float, or an integer that it holds exactly") {
    assert(read(DoubleType, doubles(0.1)) == 0.1)
    assert(read(ArrayType(DoubleType), doubles(0.1, -2.0)) == Seq(0.1, -2.0))
    assert(read(DoubleType, floats(0.1f)) == 0.1f.toDouble)
    assert(read(ArrayType(DoubleType), int64s(1L << 53, -1)) == Seq(9007199254740992.0, -1.0))
    val message = "column x: expected an integer that a double holds exactly, received "
    assert(refusal(DoubleType, int64s((1L << 53) + 1)) == message + "9007199254740993")
    assert(refusal(DoubleType, int64s(Long.MaxValue)) == message + "9223372036854775807")
    val short = "column x: expected a double of 8 bytes, received a value of 3 bytes"
    assert(refusal(DoubleType, texts("abc")) == short)
  }

  test("with narrowing a float takes doubles that are bytes, without it only floats") {
    assert(read(FloatType, doubles(0.1), narrowing) == 0.1f)
    assert(read(ArrayType(FloatType), doubles(0.1, 2), narrowing) == Seq(0.1f, 2.0f))
    assert(refusal(FloatType, doubles(0.5)) == "column x: expected float_list, received bytes_list")
    val integer = "column x: expected float_list, received int64_list"
    assert(refusal(FloatType, int64s(1), narrowing) == integer)
  }

  test("a decimal is text of exactly such a value") {
    val small = DecimalType(5, 2)
    assert(read(small, texts("-123.45")) == new java.math.BigDecimal("-123.45"))
    assert(read(small, texts("7")) == new java.math.BigDecimal("7.00"))
    val large = "1234567890123456789012345678.0123456789"
    val values = Seq(large, "-0.0000000001").map(new java.math.BigDecimal(_))
    val feature = texts(large, "-0.0000000001")
    assert(read(ArrayType(DecimalType(38, 10)), feature) == values)
    for (bad <- Seq("1234.5", "0.001", "1e2", "+1", ".5", "5.", "", "-", " 1", "NaN", "1" * 101))
      assert(
        refusal(small, texts(bad)).startsWith("column x: expected decimal(5,2) as text, received ")
      )
    assert(refusal(small, texts("1234.5")).endsWith("received 1234.5"))
    assert(refusal(small, floats(1)) == "column x: expected bytes_list, received float_list")
  }

  test("with narrowing a decimal takes floats and doubles, rounded to its scale") {
    val small = DecimalType(5, 2)
    def decimal(text: String) = new java.math.BigDecimal(text)
    assert(read(small, floats(0.125f), narrowing) == decimal("0.13"))
    assert(
      read(ArrayType(small), doubles(-0.125, 2), narrowing) == Seq("-0.13", "2.00").map(decimal)
    )
    val message = "column x: expected a number that decimal(5,2) holds, received "
    assert(refusal(small, floats(1000), narrowing) == message + "1000.0")
    assert(refusal(small, doubles(Double.NaN), narrowing) == message + "NaN")
  }

  test("a string is UTF-8, binary is anything") {
    assert(read(StringType, texts("grün")) == "grün")
    assert(read(ArrayType(StringType), texts("", "b")) == Seq("", "b"))
    val latin = field(BytesList, field(1, bytes('g', 0xfc)))
    assert(read(BinaryType, latin).asInstanceOf[Array[Byte]].toSeq == Seq(0x67, 0xfc.toByte))
    assert(refusal(StringType, latin) == "column x: expected UTF-8, received g\\xfc")
  }

  test("an absent feature and one of no kind are null, a list of none is an empty array") {
    for (dataType <- Seq(LongType, StringType, DecimalType(38, 0), ArrayType(LongType))) {
      assert(RecordRows.row(schema(dataType), Array.emptyByteArray) == Row(null))
      assert(RecordRows.row(schema(dataType), features(entry("y", int64s(1)))) == Row(null))
      assert(read(dataType, Array.emptyByteArray) == null)
    }
    assert(read(ArrayType(LongType), field(Int64List)) == Seq.empty)
    assert(read(ArrayType(StringType), field(BytesList)) == Seq.empty)
    assert(read(ArrayType(FloatType), field(FloatList)) == Seq.empty)
  }

  test("a list of none or of several is no single value") {
    val kinds =
      Seq(LongType -> int64s(1, 2), FloatType -> floats(1, 2), StringType -> texts("", ""))
    for ((dataType, feature) <- kinds)
      assert(refusal(dataType, feature) == "column x: expected one value, received 2")
    assert(refusal(LongType, field(Int64List)) == "column x: expected one value, received 0")
    assert(refusal(DoubleType, doubles()) == "column x: expected one value, received 0")
  }

  test("a struct is its fields' features, or one of its own name") {
    val inner = new StructType().add("b", LongType).add("c", ArrayType(StringType))
    val outer = schema(new StructType().add("a", inner).add("d", LongType))
    def rows(entries: Array[Byte]*): Row = RecordRows.row(outer, features(entries: _*))
    assert(rows() == Row(null))
    assert(rows(entry("x")) == Row(Row(null, null)))
    assert(rows(entry("x.a")) == Row(Row(Row(null, null), null)))
    assert(rows(entry("x.a.b", int64s(7))) == Row(Row(Row(7L, null), null)))
    assert(
      rows(entry("x.a.c", texts("u", "v")), entry("x.d", int64s(2))) ==
        Row(Row(Row(null, Seq("u", "v")), 2L))
    )
    val error = intercept[ValueException](rows(entry("x", int64s(1))))
    assert(error.getMessage == "column x: expected no kind, as it is a struct, received int64_list")
    val field = intercept[ValueException](rows(entry("x.a.b", int64s(1, 2))))
    assert(field.getMessage == "column x.a.b: expected one value, received 2")
  }

  test("a map is two lists of the same length, of keys that differ") {
    val map = schema(MapType(StringType, LongType))
    def row(entries: Array[Byte]*): Row = RecordRows.row(map, features(entries: _*))
    def keys(values: String*): Array[Byte] = entry("x.key", texts(values: _*))
    def values(values: Long*): Array[Byte] = entry("x.value", int64s(values: _*))
    def message(entries: Array[Byte]*): String =
      intercept[ValueException](row(entries: _*)).getMessage
    assert(row() == Row(null))
    assert(row(keys(), values()) == Row(Map.empty))
    assert(row(keys("a", "b", ""), values(1, 2, 3)) == Row(Map("a" -> 1L, "b" -> 2L, "" -> 3L)))
    assert(message(keys("a")) == "column x: expected keys and values, received keys")
    assert(message(values(1)) == "column x: expected keys and values, received values")
    assert(
      message(keys("a"), values(1, 2)) ==
        "column x: expected as many values as keys, received 1 keys and 2 values"
    )
    assert(
      message(keys("a", "b", "a"), values(1, 2, 3)) ==
        "column x: expected keys that differ, received key 2 once more"
    )
  }

  test("the last entry of a name counts, also in another map of features") {
    val two = features(entry("x", int64s(1)), entry("x", int64s(2)))
    assert(RecordRows.row(schema(LongType), two) == Row(2L))
    assert(RecordRows.row(schema(LongType), two ++ features(entry("x", int64s(3)))) == Row(3L))
    assert(RecordRows.row(schema(LongType), two ++ features(entry("x"))) == Row(null))
  }

  test(
    "packed values, single values and both by turns are one list, unknown fields are passed over"
  ) {
    val packed = field(1, bytes(1, 2))
    val single = bytes(0x08, 3)
    val unknown = bytes(0x10, 9) ++ field(9, bytes(1)) ++ bytes(0x1d, 1, 2, 3, 4) ++
      bytes(0x21, 1, 2, 3, 4, 5, 6, 7, 8)
    assert(
      read(ArrayType(LongType), field(3, unknown, packed, single, packed, unknown)) == Seq(1, 2, 3,
        1, 2)
    )
    assert(read(LongType, field(3, field(1), unknown, single, field(1))) == 3L)
    val one = bytes(0x0d) ++ bits(1)
    assert(
      read(ArrayType(FloatType), field(2, one, unknown, field(1, bits(2, 3)), one)) == Seq(
        1,
        2,
        3,
        1
      )
    )
    assert(read(StringType, field(1, unknown, field(1, bytes('a')), unknown)) == "a")
    val beside = field(4, bytes(1)) ++ bytes(0x28, 1)
    assert(read(LongType, beside ++ int64s(5) ++ beside) == 5L)
    val record = unknown ++ features(field(9), entry("x", int64s(6)), field(9)) ++ unknown
    assert(RecordRows.row(schema(LongType), record) == Row(6L))
  }

  test("an entry may begin with its value and lack its key, which is the empty name then") {
    val record =
      features(field(1, field(2, int64s(1)), field(1, bytes('x'))), field(1, field(2, int64s(2))))
    val both = schema(LongType).add("", LongType)
    assert(RecordRows.row(both, record) == Row(1L, 2L))
    assert(RecordRows.row(schema(LongType), features(field(1, field(1, bytes('x'))))) == Row(null))
  }

  test("several lists in a feature, several values in an entry have no one meaning") {
    val message = "column x: expected one list, received int64_list and "
    assert(refusal(LongType, int64s(1) ++ texts("a")) == message + "bytes_list")
    assert(refusal(ArrayType(LongType), int64s(1) ++ int64s(2)) == message + "int64_list")
    val entry = field(1, field(1, bytes('x')), field(2, int64s(1)), field(2, int64s(2)))
    val values = intercept[ValueException](RecordRows.row(schema(LongType), features(entry)))
    assert(values.getMessage == "byte 16: expected one value in an entry of a map, received two")
    val unknown = field(1, field(1, bytes('x')), field(3, int64s(1)))
    val third = intercept[ValueException](RecordRows.row(schema(LongType), features(unknown)))
    assert(
      third.getMessage == "byte 8: expected a key or a value in an entry of a map, received tag 26"
    )
  }

  test("columns that are not asked for are not looked into") {
    val record = features(entry("bad", bytes(0xff)), entry("x", int64s(1)), entry("y", bytes(0xff)))
    assert(RecordRows.row(schema(LongType), record) == Row(1L))
  }

  test("rows of one decoder do not mix") {
    val decoder = RecordDecoder.of(
      schema(ArrayType(LongType)).add("y", StringType),
      new TFRecordOptions(Map.empty[String, String])
    )
    def decode(record: Array[Byte]) = decoder.decode(record, 0, record.length).copy()
    val first = decode(features(entry("x", int64s(1, 2)), entry("y", texts("a"))))
    val second = decode(features(entry("z", int64s(1)), entry("y", texts("b"))))
    val third = decode(features(entry("x", int64s(1, 2)), entry("y", texts("a"))))
    assert(first == third && first != second)
    assert(second.isNullAt(0) && second.getString(1) == "b")
  }
}
