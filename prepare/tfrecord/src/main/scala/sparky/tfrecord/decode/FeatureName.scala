package sparky.tfrecord
package decode

import java.util.Arrays

import org.apache.spark.unsafe.Platform

/**
 * A name of the map, compared a word of eight bytes at a time, from the last one on: names that are
 * numbered differ there.
 *
 * @param slot where its value is noted, or null where it is not asked for
 */
final private[decode] class FeatureName private (
    val bytes: Array[Byte],
    val slot: FeatureSlot,
    asked: Seq[FeatureName]
) {
  import FeatureName._

  /** The name that followed it last time. */
  var next: FeatureName = _

  private val isLong = bytes.length >= WordBytes
  private val last = if (isLong) word(bytes, bytes.length - WordBytes) else 0L

  /** What is not asked for is not looked at further, once it can be none of what is. */
  private val byLast = slot == null && !asked.exists(_.endsLike(this))

  /** Whether it is the name between `from` and `to`, or neither of them is asked for. */
  def is(other: Array[Byte], from: Int, to: Int): Boolean =
    to - from == bytes.length && {
      if (isLong) word(other, to - WordBytes) == last && (byLast || begins(other, from))
      else Arrays.equals(bytes, 0, bytes.length, other, from, to)
    }

  private def endsLike(other: FeatureName): Boolean =
    bytes.length == other.bytes.length && last == other.last && isLong

  /** Whether the words before the last one are its own. */
  private def begins(other: Array[Byte], from: Int): Boolean = {
    val end = bytes.length - WordBytes
    var at = 0
    while (at < end && word(other, from + at) == word(bytes, at)) at += WordBytes
    at >= end
  }
}

private[decode] object FeatureName {
  private val WordBytes = 8

  def asked(bytes: Array[Byte], slot: FeatureSlot): FeatureName =
    new FeatureName(bytes, slot, Seq.empty)

  /** A name without a slot. */
  def unasked(bytes: Array[Byte], asked: Seq[FeatureName]): FeatureName =
    new FeatureName(bytes, null, asked)

  /** No name, before the first one. */
  def none: FeatureName = unasked(Array.emptyByteArray, Seq.empty)

  private def word(bytes: Array[Byte], at: Int): Long =
    Platform.getLong(bytes, Platform.BYTE_ARRAY_OFFSET.toLong + at)
}
