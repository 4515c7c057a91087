package sparky.tfrecord
package decode

import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData
import org.apache.spark.unsafe.Platform
import org.apache.spark.unsafe.array.ByteArrayMethods
import org.apache.spark.unsafe.hash.Murmur3_x86_32

/**
 * The keys of a map, as they lie in an unsafe array without nulls: whether they differ, by their
 * bytes.
 *
 * @param start   where the array begins in `buffer`
 * @param decoder by which the keys were written
 */
final private[tfrecord] class MapKeys(buffer: Array[Byte], start: Long, decoder: ElementDecoder) {
  private val count = Platform.getLong(buffer, start).toInt
  private val elements = start + UnsafeArrayData.calculateHeaderPortionInBytes(count)

  /** The index of the first key that stands before, or -1. Takes eight bytes or so a key. */
  def firstRepeated: Int = {
    val table = new Array[Int](Integer.highestOneBit(math.max(1, count)) * 2)
    var i = 0
    while (i < count && insert(table, i)) i += 1
    if (i < count) i else -1
  }

  /** Whether key `i` is new; indices stand in `table` one higher, as 0 is a free place. */
  private def insert(table: Array[Int], i: Int): Boolean = {
    val mask = table.length - 1
    var at = Murmur3_x86_32.hashUnsafeBytes(buffer, offset(i), length(i), 0) & mask
    while (table(at) != 0 && !same(table(at) - 1, i)) at = (at + 1) & mask
    val free = table(at) == 0
    if (free) table(at) = i + 1
    free
  }

  private def same(a: Int, b: Int): Boolean =
    length(a) == length(b) &&
      ByteArrayMethods.arrayEquals(buffer, offset(a), buffer, offset(b), length(a).toLong)

  private def offset(i: Int): Long =
    if (decoder.isBehind) start + (entry(i) >>> 32) else elements + decoder.elementSize.toLong * i

  private def length(i: Int): Int = if (decoder.isBehind) entry(i).toInt else decoder.elementSize

  private def entry(i: Int): Long = Platform.getLong(buffer, elements + 8L * i)
}
