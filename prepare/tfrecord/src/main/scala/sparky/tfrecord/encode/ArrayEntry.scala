package sparky.tfrecord
package encode

import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData
import org.apache.spark.sql.catalyst.util.ArrayData
import org.apache.spark.unsafe.bitset.BitSetMethods

import sparky.tfrecord.wire.RecordBuffer

/** An entry that is made of an array. */
abstract private[encode] class ArrayEntry(
    name: String,
    source: StructSource,
    ordinal: Int,
    arrays: ArraySource
) extends FeatureEntry(name) {

  protected def append(array: ArrayData, buffer: RecordBuffer): Unit

  final override def append(buffer: RecordBuffer): Unit = {
    val row = source.struct
    if (row != null && !row.isNullAt(ordinal)) append(arrays.array(row, ordinal), buffer)
  }

  /** A null that the schema denies would be written as zero, so the data are looked at. */
  final protected def requireNoNull(array: ArrayData): Unit =
    if (ArrayEntry.hasNull(array)) {
      throw new ValueException(s"column $name", "no null in a list", "null")
    }
}

/** A list of values. */
final private[encode] class ListEntry(
    name: String,
    source: StructSource,
    ordinal: Int,
    arrays: ArraySource,
    values: ValueEncoder
) extends ArrayEntry(name, source, ordinal, arrays) {
  private val front = values.front(ExampleTags.entry(name))

  override protected def append(array: ArrayData, buffer: RecordBuffer): Unit = {
    requireNoNull(array)
    val start = front.open(buffer)
    values.appendAll(array, buffer)
    front.close(buffer, start)
  }
}

/** A list of lists: a feature list, each inner list a step. */
final private[encode] class FeatureListEntry(
    name: String,
    source: StructSource,
    ordinal: Int,
    arrays: ArraySource,
    values: ValueEncoder
) extends ArrayEntry(name, source, ordinal, arrays) {
  private val front = new MessageFront(ExampleTags.entry(name), packed = false)
  private val step = values.front(ExampleTags.step)

  override protected def append(array: ArrayData, buffer: RecordBuffer): Unit = {
    requireNoNull(array)
    val start = front.open(buffer)
    var i = 0
    while (i < array.numElements()) {
      appendStep(array.getArray(i), buffer)
      i += 1
    }
    front.close(buffer, start)
  }

  private def appendStep(array: ArrayData, buffer: RecordBuffer): Unit = {
    requireNoNull(array)
    val start = step.open(buffer)
    values.appendAll(array, buffer)
    step.close(buffer, start)
  }
}

private object ArrayEntry {
  def hasNull(array: ArrayData): Boolean = array match {
    case unsafe: UnsafeArrayData =>
      val words = (unsafe.numElements + 63) / 64
      BitSetMethods.anySet(unsafe.getBaseObject, unsafe.getBaseOffset + 8, words.toLong)
    case other =>
      var i = 0
      while (i < other.numElements() && !other.isNullAt(i)) i += 1
      i < other.numElements()
  }
}
