package sparky.prepare.row

import java.nio.ByteOrder

import org.apache.spark.unsafe.Platform

/**
 * Looks at eight bytes at a time.
 *
 * All methods may read up to [[Padding]] bytes beyond the end they are given: arrays must be that
 * much longer.
 */
object LineBytes {

  /** So many bytes must follow the last one looked at. */
  val Padding: Int = 8

  private[this] val isLittleEndian = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
  final private val LowBits = 0x7f7f7f7f7f7f7f7fL
  final private val Ones = 0x0101010101010101L

  /**
   * The eight bytes from `position`, the first in the lowest bits.
   *
   * Spark's own access is fast from the first compiler on, where a `VarHandle` waits for the second.
   */
  def word(bytes: Array[Byte], position: Int): Long = {
    val word = Platform.getLong(bytes, Platform.BYTE_ARRAY_OFFSET.toLong + position)
    if (isLittleEndian) word else java.lang.Long.reverseBytes(word)
  }

  /** The byte, eight times. */
  def repeated(byte: Int): Long = (byte & 0xff) * Ones

  /**
   * The top bit of each byte of `word` that equals that of `pattern`; exact, also above the first
   * match.
   */
  def matches(word: Long, pattern: Long): Long = {
    val difference = word ^ pattern
    ~(((difference & LowBits) + LowBits) | difference | LowBits)
  }

  /**
   * Which byte is the first of some matches, of which there is at least one.
   *
   * The lowest match is moved to the lowest bit of its byte, by which a multiplication then shifts
   * the numbers of the bytes, so that the right one comes out on top.
   */
  def first(matches: Long): Int =
    ((((matches & -matches) >>> 7) * 0x0001020304050607L) >>> 56).toInt

  /** The first place of the byte in `[from, until)`, or -1. */
  def indexOf(bytes: Array[Byte], pattern: Long, from: Int, until: Int): Int = {
    var position = from
    while (position < until) {
      val found = matches(word(bytes, position), pattern)
      if (found != 0) {
        val place = position + first(found)
        return if (place < until) place else -1
      }
      position += 8
    }
    -1
  }
}
