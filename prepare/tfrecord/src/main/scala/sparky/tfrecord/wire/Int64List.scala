package sparky.tfrecord
package wire

import org.apache.spark.unsafe.Platform

/**
 * Reads the message `Int64List`: numbers packed into one field, each in a field of its own, or both
 * by turns, as protobuf takes them all.
 */
private[tfrecord] object Int64List {
  private val PackedTag = 0x0a
  private val SingleTag = 0x08
  private val LastField = 1
  private val Continued = 0x8080808080808080L

  /** The number of values in the message from `from` to `to`. */
  def count(input: MessageInput, from: Int, to: Int): Int = {
    var values = 0
    input.position = from
    while (input.position < to) {
      val tag = input.tag(to)
      if (tag == PackedTag) values += countPacked(input, input.lengthEnd(to))
      else if (tag == SingleTag) {
        input.varint(to)
        values += 1
      } else input.skip(tag, LastField, to)
    }
    values
  }

  /**
   * Writes all values of a message that [[count]] has gone through, eight bytes each in the
   * machine's order, from `offset` of `base` on.
   */
  def copy(input: MessageInput, from: Int, to: Int, base: AnyRef, offset: Long): Unit = {
    var at = offset
    input.position = from
    while (input.position < to) {
      val tag = input.tag(to)
      if (tag == PackedTag) at = copyPacked(input, input.lengthEnd(to), base, at)
      else if (tag == SingleTag) {
        Platform.putLong(base, at, input.varint(to))
        at += 8
      } else input.skip(tag, LastField, to)
    }
  }

  /** A value ends with a byte whose top bit is clear; eight bytes are looked at together. */
  private def countPacked(input: MessageInput, end: Int): Int = {
    val bytes = input.bytes
    var at = input.position
    if (at < end && bytes(end - 1) < 0) throw input.endless(at, end)
    var values = end - at
    while (at + 8 <= end) {
      val word = Platform.getLong(bytes, Platform.BYTE_ARRAY_OFFSET.toLong + at)
      values -= java.lang.Long.bitCount(word & Continued)
      at += 8
    }
    while (at < end) {
      values -= bytes(at) >>> 31
      at += 1
    }
    input.position = end
    values
  }

  /** Numbers of one and two bytes are read here, without a call; the last byte ends a number. */
  private def copyPacked(input: MessageInput, end: Int, base: AnyRef, offset: Long): Long = {
    val bytes = input.bytes
    var at = input.position
    var to = offset
    while (at < end) {
      val low = bytes(at)
      if (low >= 0) {
        Platform.putLong(base, to, low.toLong)
        at += 1
      } else if (bytes(at + 1) >= 0) {
        Platform.putLong(base, to, (low & 0x7fL) | (bytes(at + 1) << 7))
        at += 2
      } else {
        input.position = at
        Platform.putLong(base, to, input.varint(end))
        at = input.position
      }
      to += 8
    }
    input.position = end
    to
  }
}
