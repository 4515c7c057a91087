package sparky.tfrecord
package wire

import java.nio.ByteBuffer

import org.apache.spark.unsafe.Platform

/**
 * Base-128 varints: seven bits a byte, lowest first, the top bit set on every byte but the last
 * (Protocol Buffers encoding, "Base 128 Varints").
 */
private[tfrecord] object Varint {

  /** Bytes of the longest varint. */
  val MaxBytes = 10

  /** Bytes that a write may touch behind the varint it writes. */
  val Slack = 8

  /** The top bits of all bytes, and of all but the last of eight. */
  private val AllContinued = 0x8080808080808080L
  private val SevenContinued = 0x0080808080808080L
  private val Low56Bits = 0x00ffffffffffffffL
  private val Low28Bits = 0x000000000fffffffL

  /** The bits that a value of up to 14 bits, and one of up to 28 bits, does not have. */
  val NotShort: Long = ~0x3fffL
  val NotHalf: Long = ~Low28Bits

  /** For each value of up to 14 bits its bytes, and in the fourth byte their number. */
  private val Shorts: Array[Int] = Array.tabulate(1 << 14) { value =>
    if (value < 0x80) 1 << 24 | value else 2 << 24 | value >>> 7 << 8 | 0x80 | value & 0x7f
  }

  /** For each number of leading zeros the number of bytes, and below it their top bits. */
  private val Halves: Array[Long] = Array.tabulate(java.lang.Long.SIZE + 1) { zeros =>
    val bytes = math.min(4, math.max(1, (64 - zeros + 6) / 7))
    bytes.toLong << 32 | 0x808080L >>> 8 * (4 - bytes)
  }

  /** Bytes of `value`: one for every seven bits, ten where it is negative. */
  def size(value: Long): Int = (640 - java.lang.Long.numberOfLeadingZeros(value) * 9) >>> 6

  /** Bytes of the `count` longs at `offset` of `base`, in Spark's way of addressing memory. */
  def size(base: AnyRef, offset: Long, count: Int): Long = {
    var total = 0L
    var i = 0
    while (i < count) {
      total += size(Platform.getLong(base, offset + 8L * i))
      i += 1
    }
    total
  }

  /**
   * Writes `value` at `position` and returns the position behind it. Up to 56 bits take one
   * eight-byte store and no loop, since a branch on the length is mispredicted too often.
   *
   * @param buffer little-endian, with [[Slack]] bytes behind the varint
   */
  def write(buffer: ByteBuffer, position: Int, value: Long): Int =
    if ((value & ~Low56Bits) == 0) {
      val groups = spread(value)
      val unused = java.lang.Long.numberOfLeadingZeros(groups | 1) & ~7
      buffer.putLong(position, groups | (SevenContinued >>> unused))
      position + 8 - (unused >>> 3)
    } else writeLong(buffer, position, value)

  /** Writes `value` at `position`, no byte behind it, and returns the position behind it. */
  def writeExactly(buffer: ByteBuffer, position: Int, value: Long): Int = {
    var at = position
    var rest = value
    while ((rest & ~0x7fL) != 0) {
      buffer.put(at, ((rest & 0x7f) | 0x80).toByte)
      rest >>>= 7
      at += 1
    }
    buffer.put(at, rest.toByte)
    at + 1
  }

  /** The bytes of `value`. */
  def bytes(value: Long): Array[Byte] = {
    val bytes = new Array[Byte](size(value))
    writeExactly(ByteBuffer.wrap(bytes), 0, value)
    bytes
  }

  /**
   * Writes a value of up to 14 bits at `address` of `target`, and returns the address behind it.
   * The machine has to be little-endian.
   */
  def writeShort(target: Array[Byte], address: Long, value: Long): Long = {
    val entry = Shorts(value.toInt)
    Platform.putInt(target, address, entry)
    address + (entry >>> 24)
  }

  /** The same for a value of up to 28 bits, whose groups of bits [[spreadHalves]] gave. */
  def writeHalf(target: Array[Byte], address: Long, value: Long, groups: Int): Long = {
    val entry = Halves(java.lang.Long.numberOfLeadingZeros(value))
    Platform.putInt(target, address, groups | entry.toInt)
    address + (entry >>> 32)
  }

  /** Nine or ten bytes: eight full groups, then what is left of the 64 bits. */
  private def writeLong(buffer: ByteBuffer, position: Int, value: Long): Int = {
    buffer.putLong(position, spread(value & Low56Bits) | AllContinued)
    if (value < 0) {
      buffer.put(position + 8, ((value >>> 56) | 0x80).toByte)
      buffer.put(position + 9, 1.toByte)
      position + 10
    } else {
      buffer.put(position + 8, (value >>> 56).toByte)
      position + 9
    }
  }

  /** Gives each group of seven bits of a 56-bit value a byte of its own. */
  private def spread(value: Long): Long =
    spreadHalves(((value & 0x00fffffff0000000L) << 4) | (value & Low28Bits))

  /** The same for 28 bits in each half of a long. */
  def spreadHalves(halves: Long): Long = {
    val quarters = ((halves & 0x0fffc0000fffc000L) << 2) | (halves & 0x00003fff00003fffL)
    ((quarters & 0x3f803f803f803f80L) << 1) | (quarters & 0x007f007f007f007fL)
  }
}
