package sparky.tfrecord
package encode

import java.nio.charset.StandardCharsets.UTF_8

import org.apache.spark.sql.catalyst.InternalRow

import sparky.tfrecord.wire.RecordBuffer

/**
 * One column of a row as its entry in the map of a `tf.train.Features`: the name, encoded once, and
 * the Feature. Key and value always stand in an entry, also where they are empty.
 *
 * @param name    the column's and the feature's name
 * @param ordinal the column's place in the row
 */
final private[tfrecord] class FeatureEntry(val name: String, ordinal: Int, list: ListEncoder) {
  import FeatureEntry._

  private val key = name.getBytes(UTF_8)
  private val keySize = ListEncoder.fieldSize(key.length.toLong)
  private var listSize = 0L
  private var featureSize = 0L
  private var entrySize = 0L
  private var present = false

  /**
   * Takes this column of `row` and returns the bytes of its entry: none where it is null, or
   * [[ListEncoder.NullElement]].
   */
  def take(row: InternalRow): Long = {
    present = !row.isNullAt(ordinal)
    if (present) measure(list.take(row, ordinal)) else 0L
  }

  /** Writes the entry of the row taken last. */
  def write(buffer: RecordBuffer): Unit =
    if (present) {
      putLength(buffer, EntryTag, entrySize)
      putLength(buffer, KeyTag, key.length.toLong)
      buffer.putBytes(key)
      putLength(buffer, FeatureTag, featureSize)
      putLength(buffer, list.tag, listSize)
      list.write(buffer)
    }

  private def measure(size: Long): Long =
    if (size == ListEncoder.NullElement) size
    else {
      listSize = size
      featureSize = ListEncoder.fieldSize(listSize)
      entrySize = keySize + ListEncoder.fieldSize(featureSize)
      ListEncoder.fieldSize(entrySize)
    }

  private def putLength(buffer: RecordBuffer, tag: Int, length: Long): Unit = {
    buffer.putByte(tag)
    buffer.putVarint(length)
  }
}

private object FeatureEntry {
  val EntryTag = 0x0a
  val KeyTag = 0x0a
  val FeatureTag = 0x12
}
