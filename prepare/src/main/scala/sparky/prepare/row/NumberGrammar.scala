package sparky.prepare.row

import java.nio.charset.StandardCharsets.US_ASCII

/**
 * The two number grammars of `schema/FORMAT.md`, section 3, read straight from bytes.
 *
 * A number's float32 is the nearest one, in one rounding: never by way of a double.
 */
object NumberGrammar {

  /** What both parsers return for bytes that are not in the grammar. */
  val NotANumber: Float = Float.NaN
  private val MaxIntegerDigits = 18
  private val MaxRealLength = 64
  private val MaxExponentDigits = 4

  /**
   * A digit string up to this, with a power of ten up to 10^10, is divided or multiplied exactly
   * rounded.
   */
  private val MaxExactMantissa = 1L << 24
  private val ExactPowers: Array[Float] = Array.tabulate(11)(i => math.pow(10, i.toDouble).toFloat)

  /** An integer, or `Long.MinValue` where the bytes are not `-?[0-9]{1,18}`. */
  def integer(bytes: Array[Byte], start: Int, end: Int): Long = {
    val first = if (start < end && bytes(start) == '-') start + 1 else start
    var value = 0L
    var i = first
    while (i < end && isDigit(bytes(i))) {
      value = value * 10 + (bytes(i) - '0')
      i += 1
      if (i - first > MaxIntegerDigits) return Long.MinValue
    }
    if (i < end || i == first) Long.MinValue else if (first > start) -value else value
  }

  /**
   * The float32 of a decimal number, or [[NotANumber]] where it is not in the grammar or not
   * finite.
   */
  def real(bytes: Array[Byte], start: Int, end: Int): Float = {
    val first = if (start < end && bytes(start) == '-') start + 1 else start
    val point = skipDigits(bytes, first, end)
    val mantissaEnd =
      if (point < end && bytes(point) == '.') skipDigits(bytes, point + 1, end) else point
    val digits = mantissaEnd - first - (if (mantissaEnd > point) 1 else 0)
    val isNumber = digits > 0 && end - start <= MaxRealLength && isExponent(bytes, mantissaEnd, end)
    if (!isNumber) NotANumber
    else if (mantissaEnd == end && digits <= 8) {
      exact(bytes, start, first, point, end)
    } else rounded(bytes, start, end)
  }

  /**
   * Float division is correctly rounded, so an exact mantissa over an exact power of ten is the
   * nearest float32.
   */
  private def exact(bytes: Array[Byte], start: Int, first: Int, point: Int, end: Int): Float = {
    var mantissa = 0L
    var i = first
    while (i < end) {
      if (i != point) mantissa = mantissa * 10 + (bytes(i) - '0')
      i += 1
    }
    val decimals = math.max(0, end - point - 1)
    if (mantissa > MaxExactMantissa) rounded(bytes, start, end)
    else {
      val magnitude = mantissa.toFloat / ExactPowers(decimals)
      if (first > start) -magnitude else magnitude
    }
  }

  private def rounded(bytes: Array[Byte], start: Int, end: Int): Float = {
    val value = java.lang.Float.parseFloat(new String(bytes, start, end - start, US_ASCII))
    if (java.lang.Float.isInfinite(value)) NotANumber else value
  }

  /** Whether nothing follows, or an `e`, a sign or none, and one to four digits. */
  private def isExponent(bytes: Array[Byte], start: Int, end: Int): Boolean =
    start == end || {
      val isE = bytes(start) == 'e' || bytes(start) == 'E'
      val signed = start + 1 < end && (bytes(start + 1) == '+' || bytes(start + 1) == '-')
      val first = if (signed) start + 2 else start + 1
      val digits = end - first
      isE && digits >= 1 && digits <= MaxExponentDigits && skipDigits(bytes, first, end) == end
    }

  private def skipDigits(bytes: Array[Byte], start: Int, end: Int): Int = {
    var i = start
    while (i < end && isDigit(bytes(i))) i += 1
    i
  }

  private def isDigit(byte: Byte): Boolean = byte >= '0' && byte <= '9'
}
