package sparky.prepare.select

import java.nio.charset.StandardCharsets.{US_ASCII, UTF_8}
import java.util.Arrays

import sparky.prepare.row.{LineBytes, NumberGrammar}

/**
 * A value that the fields of a column are compared with: as numbers where both are, else as bytes,
 * so that dates as ISO 8601 writes them are in the order of time.
 */
final case class Threshold(text: String) {
  private[select] def comparison: Comparison = new Comparison(text.getBytes(UTF_8))
}

/** Compares fields with one value. */
final private[select] class Comparison(value: Array[Byte]) {
  private[this] val padded = Arrays.copyOf(value, value.length + LineBytes.Padding)
  private[this] val isNumber = isNumeric(padded, 0, value.length)
  private[this] val whole = NumberGrammar.integer(padded, 0, value.length)
  private[this] val exact = if (isNumber) decimal(padded, 0, value.length) else null

  def isAtOrAbove(bytes: Array[Byte], start: Int, end: Int): Boolean =
    if (!isNumber || !isNumeric(bytes, start, end))
      Arrays.compareUnsigned(bytes, start, end, value, 0, value.length) >= 0
    else {
      val number = NumberGrammar.integer(bytes, start, end)
      if (number != NotAnInteger && whole != NotAnInteger) number >= whole
      else decimal(bytes, start, end).compareTo(exact) >= 0
    }

  private def isNumeric(bytes: Array[Byte], start: Int, end: Int): Boolean =
    NumberGrammar.integer(bytes, start, end) != NotAnInteger ||
      !NumberGrammar.real(bytes, start, end).isNaN

  // Float32 does not tell one second of today from the next.
  private def decimal(bytes: Array[Byte], start: Int, end: Int): java.math.BigDecimal =
    new java.math.BigDecimal(new String(bytes, start, end - start, US_ASCII))

  private def NotAnInteger: Long = Long.MinValue
}
