package sparky.tfrecord
package encode

import java.nio.charset.StandardCharsets.US_ASCII

import org.apache.spark.sql.catalyst.expressions.{SpecializedGetters, UnsafeArrayData, UnsafeRow}
import org.apache.spark.sql.types.{Decimal, DecimalType}

import sparky.tfrecord.wire.RecordBuffer

/** Decimals as plain text, with all the digits that the column has behind the point. */
final private[encode] class DecimalEncoder(name: String, decimal: DecimalType)
    extends BytesEncoder {
  import DecimalEncoder._

  private val scale = decimal.scale
  private val text = new Array[Byte](LongestText)

  override def append(from: SpecializedGetters, ordinal: Int, buffer: RecordBuffer): Unit =
    from match {
      // What fits a long lies in their memory as one.
      case _: UnsafeRow | _: UnsafeArrayData if isShort =>
        appendShort(from.getLong(ordinal), buffer)
      case _ => append(from.getDecimal(ordinal, decimal.precision, scale), buffer)
    }

  private def isShort: Boolean = decimal.precision <= Decimal.MAX_LONG_DIGITS && scale >= 0

  private def append(value: Decimal, buffer: RecordBuffer): Unit = {
    val exact =
      try value.toJavaBigDecimal.setScale(scale)
      catch { case _: ArithmeticException => throw tooFine(value) }
    val bytes = exact.toPlainString.getBytes(US_ASCII)
    begin(bytes.length, buffer)
    buffer.putBytes(bytes)
  }

  /** Digits from the last to the first: those of the scale, the point, one or more, the sign. */
  private def appendShort(unscaled: Long, buffer: RecordBuffer): Unit = {
    var rest = math.abs(unscaled)
    var at = text.length
    while (rest != 0 || text.length - at < scale + (if (scale > 0) 2 else 1))
      if (scale > 0 && text.length - at == scale) at = put(at, '.')
      else {
        at = put(at, ('0' + rest % 10).toChar)
        rest /= 10
      }
    if (unscaled < 0) at = put(at, '-')
    begin(text.length - at, buffer)
    buffer.putBytes(text, at, text.length - at)
  }

  private def put(at: Int, character: Char): Int = {
    text(at - 1) = character.toByte
    at - 1
  }

  private def tooFine(value: Decimal): ValueException =
    new ValueException(s"column $name", decimal.catalogString, value.toString)
}

private object DecimalEncoder {

  /** A sign, a zero, a point and the digits of a long. */
  val LongestText: Int = 3 + Decimal.MAX_LONG_DIGITS
}
