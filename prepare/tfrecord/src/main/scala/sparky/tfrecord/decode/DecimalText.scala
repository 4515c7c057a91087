package sparky.tfrecord
package decode

import java.math.BigDecimal
import java.nio.charset.StandardCharsets.US_ASCII

/**
 * Decimals as text: `-?[0-9]+(\.[0-9]+)?`, at most [[DecimalText.MaxBytes]] long, of a value that
 * has no other digit than zero behind the column's scale and not more digits than its precision.
 */
private[tfrecord] object DecimalText {

  /** A sign, 38 digits before and behind the point, and zeros to spare. */
  val MaxBytes = 100

  /** The value that stands from `from` to `to`, or null where it is none or does not fit. */
  def parse(bytes: Array[Byte], from: Int, to: Int, precision: Int, scale: Int): BigDecimal =
    if (to - from > MaxBytes || !isDecimal(bytes, from, to)) null
    else fit(new BigDecimal(new String(bytes, from, to - from, US_ASCII)), precision, scale)

  private def fit(value: BigDecimal, precision: Int, scale: Int): BigDecimal = {
    val exact = value.stripTrailingZeros
    val fits = exact.signum == 0 || exact.scale <= scale &&
      exact.precision - exact.scale + scale <= precision
    if (fits) value.setScale(scale, java.math.RoundingMode.UNNECESSARY) else null
  }

  private def isDecimal(bytes: Array[Byte], from: Int, to: Int): Boolean = {
    val first = if (from < to && bytes(from) == '-') from + 1 else from
    val point = digits(bytes, first, to)
    val whole = point == to
    point > first && (whole || bytes(point) == '.' && {
      val end = digits(bytes, point + 1, to)
      end == to && end > point + 1
    })
  }

  /** The place behind the digits at `from`. */
  private def digits(bytes: Array[Byte], from: Int, to: Int): Int = {
    var at = from
    while (at < to && bytes(at) >= '0' && bytes(at) <= '9') at += 1
    at
  }
}
