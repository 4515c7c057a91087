package sparky.tfrecord
package wire

import org.apache.spark.unsafe.Platform

/** Which bytes are UTF-8 (The Unicode Standard, table 3-7: no surrogates, no longer forms). */
private[tfrecord] object Utf8 {
  private val Invalid = -1L
  private val TopBits = 0x8080808080808080L

  /** Whether the `length` bytes at `offset` of `base` are, in Spark's way of addressing memory. */
  def isValid(base: AnyRef, offset: Long, length: Int): Boolean = {
    val end = offset + length
    var at = skipAscii(base, offset, end)
    while (at != Invalid && at < end) {
      at = skipCharacter(base, at, end)
      if (at != Invalid) at = skipAscii(base, at, end)
    }
    at != Invalid
  }

  /** The place of the first byte from `from` on that is not ASCII, or `end`. */
  private def skipAscii(base: AnyRef, from: Long, end: Long): Long = {
    var at = from
    while (at + 8 <= end && (Platform.getLong(base, at) & TopBits) == 0) at += 8
    while (at < end && Platform.getByte(base, at) >= 0) at += 1
    at
  }

  /** The place behind the character of several bytes at `at`, or [[Invalid]]. */
  private def skipCharacter(base: AnyRef, at: Long, end: Long): Long = {
    val lead = Platform.getByte(base, at) & 0xff
    val length = if (lead < 0xc2) 0 else if (lead < 0xe0) 2 else if (lead < 0xf0) 3 else 4
    if (length == 0 || lead > 0xf4 || at + length > end) Invalid
    else if (isContinued(base, at, lead, length)) at + length
    else Invalid
  }

  private def isContinued(base: AnyRef, at: Long, lead: Int, length: Int): Boolean = {
    val second = Platform.getByte(base, at + 1) & 0xff
    var i = 2
    while (i < length && (Platform.getByte(base, at + i) & 0xc0) == 0x80) i += 1
    second >= lowest(lead) && second <= highest(lead) && i == length
  }

  /** The second byte keeps a character from a longer form than it needs. */
  private def lowest(lead: Int): Int = if (lead == 0xe0) 0xa0 else if (lead == 0xf0) 0x90 else 0x80

  /** The second byte keeps out surrogates, and characters beyond the last, U+10FFFF. */
  private def highest(lead: Int): Int =
    if (lead == 0xed) 0x9f else if (lead == 0xf4) 0x8f else 0xbf
}
