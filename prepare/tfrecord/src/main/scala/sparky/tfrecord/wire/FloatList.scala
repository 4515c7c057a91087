package sparky.tfrecord
package wire

import java.nio.ByteOrder

import org.apache.spark.unsafe.Platform

/**
 * Reads the message `FloatList`: 32-bit floats packed into one field, each in a field of its own,
 * or both by turns, as protobuf takes them all.
 */
private[tfrecord] object FloatList {
  private val PackedTag = 0x0a
  private val SingleTag = 0x0d
  private val LastField = 1
  private val FloatBytes = 4

  /** The number of values in the message from `from` to `to`. */
  def count(input: MessageInput, from: Int, to: Int): Int = {
    var values = 0
    input.position = from
    while (input.position < to) {
      val tag = input.tag(to)
      if (tag == PackedTag) values += countPacked(input, input.lengthEnd(to))
      else if (tag == SingleTag) {
        input.skipBytes(FloatBytes, to)
        values += 1
      } else input.skip(tag, LastField, to)
    }
    values
  }

  /**
   * Writes the bits of all values of a message that [[count]] has gone through, four bytes each in
   * the machine's order, from `offset` of `base` on.
   */
  def copy(input: MessageInput, from: Int, to: Int, base: AnyRef, offset: Long): Unit = {
    var at = offset
    input.position = from
    while (input.position < to) {
      val tag = input.tag(to)
      if (tag == PackedTag) at = copyBits(input, input.lengthEnd(to), base, at)
      else if (tag == SingleTag) at = copyBits(input, input.position + FloatBytes, base, at)
      else input.skip(tag, LastField, to)
    }
  }

  private def countPacked(input: MessageInput, end: Int): Int = {
    val length = end - input.position
    if (length % FloatBytes != 0) {
      throw input.malformed(input.position, "32-bit floats", s"$length bytes")
    }
    input.position = end
    length / FloatBytes
  }

  private def copyBits(input: MessageInput, end: Int, base: AnyRef, offset: Long): Long = {
    val length = end - input.position
    val from = Platform.BYTE_ARRAY_OFFSET.toLong + input.position
    Platform.copyMemory(input.bytes, from, base, offset, length.toLong)
    if (ByteOrder.nativeOrder != ByteOrder.LITTLE_ENDIAN) reverse(base, offset, length)
    input.position = end
    offset + length
  }

  private def reverse(base: AnyRef, offset: Long, length: Int): Unit = {
    var at = 0
    while (at < length) {
      val bits = Platform.getInt(base, offset + at)
      Platform.putInt(base, offset + at, java.lang.Integer.reverseBytes(bits))
      at += FloatBytes
    }
  }
}
