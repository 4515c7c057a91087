package sparky.prepare.row

import java.lang.invoke.{MethodHandles, VarHandle}
import java.nio.ByteOrder

/**
 * Looks at eight bytes at a time.
 *
 * All methods may read up to [[Padding]] bytes beyond the end they are given: arrays must be that
 * much longer.
 */
object LineBytes {

  /** So many bytes must follow the last one looked at. */
  val Padding: Int = 8

  private[this] val longs: VarHandle =
    MethodHandles.byteArrayViewVarHandle(classOf[Array[Long]], ByteOrder.LITTLE_ENDIAN)
  final private val LowBits = 0x7f7f7f7f7f7f7f7fL
  final private val Ones = 0x0101010101010101L

  /** The eight bytes from `position`, the first in the lowest bits. */
  def word(bytes: Array[Byte], position: Int): Long = longs.get(bytes, position): Long

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

  /** The first place of the byte in `[from, until)`, or -1. */
  def indexOf(bytes: Array[Byte], pattern: Long, from: Int, until: Int): Int = {
    var position = from
    while (position < until) {
      val found = matches(word(bytes, position), pattern)
      if (found != 0) {
        val place = position + (java.lang.Long.numberOfTrailingZeros(found) >>> 3)
        return if (place < until) place else -1
      }
      position += 8
    }
    -1
  }
}
