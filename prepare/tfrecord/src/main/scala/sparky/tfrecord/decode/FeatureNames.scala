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
 *
 * @param slots those of the names known from the start
 * @param other the slot of a name that is met for the first time, or null, which is remembered for
 *              some names only
 */
final private[tfrecord] class FeatureNames(
    slots: Seq[FeatureSlot],
    other: Array[Byte] => FeatureSlot
) {
  import FeatureNames._

  private var table = new Array[FeatureName](InitialSize)
  private var size = 0
  private var unasked = 0
  private val start = FeatureName.none
  private val forgotten = FeatureName.none
  private var last = start

  private val asked = slots.map(slot => FeatureName.asked(slot.name.getBytes(UTF_8), slot))

  asked.foreach(add)

  /** Another record begins. */
  def restart(): Unit = last = start

  /** The slot of the name that lies in `bytes`, or null where it has none. */
  def slot(bytes: Array[Byte], from: Int, to: Int): FeatureSlot = {
    val predicted = last.next
    if (predicted != null && predicted.is(bytes, from, to)) last = predicted
    else {
      val name = lookUp(bytes, from, to)
      if (name ne forgotten) last.next = name
      last = name
    }
    last.slot
  }

  private def lookUp(bytes: Array[Byte], from: Int, to: Int): FeatureName = {
    val known = table(place(bytes, from, to))
    if (known != null) known else meet(Arrays.copyOfRange(bytes, from, to))
  }

  private def meet(bytes: Array[Byte]): FeatureName = {
    val slot = other(bytes)
    if (slot == null && (unasked == MaxUnasked || bytes.length > MaxUnaskedBytes)) forgotten
    else {
      if (slot == null) unasked += 1
      add(if (slot == null) FeatureName.unasked(bytes, asked) else FeatureName.asked(bytes, slot))
    }
  }

  private def add(name: FeatureName): FeatureName = {
    if (size * 2 >= table.length) grow()
    table(place(name.bytes, 0, name.bytes.length)) = name
    size += 1
    name
  }

  private def grow(): Unit = {
    val names = table.filter(_ != null)
    table = new Array[FeatureName](table.length * 2)
    names.foreach(name => table(place(name.bytes, 0, name.bytes.length)) = name)
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

  /** A power of two, as the table's size stays. */
  private val InitialSize = 64

  /** Names without a slot are remembered up to this many and this long. */
  private val MaxUnasked = 1024
  private val MaxUnaskedBytes = 256
}
