package sparky.tfrecord
package decode

import java.nio.charset.StandardCharsets.UTF_8
import java.util.Arrays

import org.apache.spark.unsafe.Platform
import org.apache.spark.unsafe.hash.Murmur3_x86_32

/**
 * Finds the slots of names. The records of a file mostly have their names in the same order: each
 * name is first compared with the one that followed last time, and looked up in a hash table only
 * where it is another.
 */
final private[tfrecord] class FeatureNames(slots: Seq[FeatureSlot]) {
  import FeatureNames._

  private val table = new Array[Name](Integer.highestOneBit(4 * (slots.length + MaxUnasked)))
  private val start = new Name(Array.emptyByteArray, null)
  private val other = new Name(Array.emptyByteArray, null)
  private var last = start
  private var unasked = 0

  slots.foreach { slot =>
    val name = slot.name.getBytes(UTF_8)
    table(place(name, 0, name.length)) = new Name(name, slot)
  }

  /** Another record begins. */
  def restart(): Unit = last = start

  /** The slot of the name that lies in `bytes`, or null where it has none. */
  def slot(bytes: Array[Byte], from: Int, to: Int): FeatureSlot = {
    val predicted = last.next
    if (predicted != null && predicted.is(bytes, from, to)) last = predicted
    else {
      val name = lookUp(bytes, from, to)
      last.next = name
      last = name
    }
    last.slot
  }

  private def lookUp(bytes: Array[Byte], from: Int, to: Int): Name = {
    val at = place(bytes, from, to)
    if (table(at) == null && unasked < MaxUnasked && to - from <= MaxUnaskedBytes) {
      table(at) = new Name(Arrays.copyOfRange(bytes, from, to), null)
      unasked += 1
    }
    if (table(at) == null) other else table(at)
  }

  /** Where in the table a name is, or belongs. */
  private def place(bytes: Array[Byte], from: Int, to: Int): Int = {
    val offset = Platform.BYTE_ARRAY_OFFSET.toLong + from
    val mask = table.length - 1
    var at = Murmur3_x86_32.hashUnsafeBytes(bytes, offset, to - from, 0) & mask
    while (table(at) != null && !table(at).is(bytes, from, to)) at = (at + 1) & mask
    at
  }
}

private object FeatureNames {

  /** Names without a slot are remembered as well, up to this many and this long. */
  private val MaxUnasked = 1024
  private val MaxUnaskedBytes = 256

  /** A name, and the one that followed it last time. */
  final private class Name(bytes: Array[Byte], val slot: FeatureSlot) {
    var next: Name = _

    def is(other: Array[Byte], from: Int, to: Int): Boolean =
      Arrays.equals(bytes, 0, bytes.length, other, from, to)
  }
}
