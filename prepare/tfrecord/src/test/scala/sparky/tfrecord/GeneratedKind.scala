package sparky.tfrecord

import java.math.{BigDecimal => JavaDecimal, BigInteger}
import java.nio.{ByteBuffer, ByteOrder}
import java.nio.charset.StandardCharsets.{US_ASCII, UTF_8}

import com.google.protobuf.DynamicMessage
import org.scalacheck.Gen

import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.UTF8String

/** A single value: as a row holds it, and as protobuf's list does. */
final case class GeneratedValue(inRow: Any, inList: Any)

/** A type of single values, any of them, and the feature of a list of them. */
final case class GeneratedKind(
    dataType: DataType,
    values: Gen[GeneratedValue],
    feature: Seq[Any] => DynamicMessage
)

/** Every type that a feature holds. */
object GeneratedKind {

  /** @param narrowing doubles and decimals are 32-bit floats */
  def gen(narrowing: Boolean): Gen[GeneratedKind] = {
    val kinds = exact ++ (if (narrowing) Seq(doubleAsFloat) else Seq(doubleAsBytes))
    Gen.oneOf(Gen.oneOf(kinds), decimalType.map(decimal(_, narrowing)))
  }

  private val int64 = Gen.oneOf(
    Gen.long,
    Gen.choose(-2L, 300L),
    Gen.choose(1L << 27, 1L << 29),
    Gen.choose(1L << 55, 1L << 57)
  )
  private val int32 = Gen.oneOf(Gen.choose(Int.MinValue, Int.MaxValue), Gen.choose(-2, 300))
  private val float = Gen.oneOf(
    Gen.choose(Int.MinValue, Int.MaxValue).map(java.lang.Float.intBitsToFloat).map(plainNaN),
    Gen.oneOf(0.0f, -0.0f, -10.0f, Float.NaN, Float.NegativeInfinity, Float.MinPositiveValue)
  )
  private val double = Gen.oneOf(
    Gen.long.map(java.lang.Double.longBitsToDouble).map(x => if (x.isNaN) Double.NaN else x),
    Gen.oneOf(0.0, -0.0, 0.1, 1e300, Double.NaN, Double.PositiveInfinity, Double.MinPositiveValue)
  )
  private val binary = Gen.listOf(Gen.choose(-128, 127)).map(_.map(_.toByte).toArray)
  private val string =
    Gen.oneOf(
      Gen.asciiPrintableStr,
      Gen.listOf(Gen.oneOf("ü", "\ud83d\ude00", "a")).map(_.mkString)
    )

  /** The JVM may change the payload of a NaN on its way through a float. */
  private def plainNaN(value: Float): Float = if (value.isNaN) Float.NaN else value

  private val exact: Seq[GeneratedKind] = Seq(
    int64s[Boolean](BooleanType, Gen.oneOf(true, false))(value => if (value) 1L else 0L),
    int64s[Byte](ByteType, Gen.choose(Byte.MinValue, Byte.MaxValue))(_.toLong),
    int64s[Short](ShortType, Gen.choose(Short.MinValue, Short.MaxValue))(_.toLong),
    int64s[Int](IntegerType, int32)(_.toLong),
    int64s[Long](LongType, int64)(identity),
    int64s[Int](DateType, int32)(_.toLong),
    int64s[Long](TimestampType, int64)(identity),
    int64s[Long](TimestampNTZType, int64)(identity),
    GeneratedKind(FloatType, float.map(value => GeneratedValue(value, value)), floats),
    GeneratedKind(BinaryType, binary.map(value => GeneratedValue(value, value)), bytes),
    GeneratedKind(
      StringType,
      string.map(value => GeneratedValue(UTF8String.fromString(value), value.getBytes(UTF_8))),
      bytes
    )
  )

  private def doubleAsFloat: GeneratedKind =
    GeneratedKind(DoubleType, double.map(value => GeneratedValue(value, value.toFloat)), floats)

  private def doubleAsBytes: GeneratedKind = {
    def little(value: Double): Array[Byte] =
      ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array
    GeneratedKind(DoubleType, double.map(value => GeneratedValue(value, little(value))), bytes)
  }

  private val decimalType: Gen[DecimalType] = for {
    precision <- Gen.oneOf(Gen.choose(1, 38), Gen.const(18))
    scale <- Gen.choose(0, precision)
  } yield DecimalType(precision, scale)

  private def decimal(dataType: DecimalType, narrowing: Boolean): GeneratedKind = {
    val digits = Gen.choose(1, dataType.precision).flatMap(Gen.listOfN(_, Gen.numChar))
    val values = Gen.zip(digits, Gen.oneOf("", "-")).map { case (unsigned, sign) =>
      val exact = new JavaDecimal(new BigInteger(sign + unsigned.mkString), dataType.scale)
      val text = exact.toPlainString
      GeneratedValue(
        Decimal(BigDecimal(exact), dataType.precision, dataType.scale),
        if (narrowing) text.toFloat else text.getBytes(US_ASCII)
      )
    }
    GeneratedKind(dataType, values, if (narrowing) floats else bytes)
  }

  private def int64s[A](dataType: DataType, values: Gen[A])(inList: A => Long): GeneratedKind =
    GeneratedKind(
      dataType,
      values.map(value => GeneratedValue(value, inList(value))),
      list => ExampleProto.int64s(list.map(_.asInstanceOf[Long]): _*)
    )

  private def floats(list: Seq[Any]): DynamicMessage =
    ExampleProto.floats(list.map(_.asInstanceOf[Float]): _*)

  private def bytes(list: Seq[Any]): DynamicMessage =
    ExampleProto.bytes(list.map(_.asInstanceOf[Array[Byte]]): _*)
}
