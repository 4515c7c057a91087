package sparky.tfrecord
package decode

import org.apache.spark.sql.catalyst.expressions.codegen.{UnsafeArrayWriter, UnsafeRowWriter}
import org.apache.spark.unsafe.Platform

/**
 * A map: the list of its keys and the list of its values, of the same length; both in the memory of
 * a row, behind the number of bytes of the former.
 */
final private[tfrecord] class MapDecoder(
    column: String,
    keys: FeatureSlot,
    values: FeatureSlot,
    keyDecoder: ElementDecoder,
    valueDecoder: ElementDecoder,
    list: ValueList,
    row: UnsafeRowWriter
) extends ColumnDecoder {
  private val keyArray = new UnsafeArrayWriter(row, keyDecoder.elementSize)
  private val valueArray = new UnsafeArrayWriter(row, valueDecoder.elementSize)

  override def decode(ordinal: Int): Unit = {
    val hasKeys = list.open(keys)
    val hasValues = list.open(values)
    if (hasKeys != hasValues) throw failure("keys and values", if (hasKeys) "keys" else "values")
    if (!hasKeys) row.setNullAt(ordinal)
    else {
      val start = row.cursor()
      decode()
      row.setOffsetAndSizeFromPreviousCursor(ordinal, start)
    }
  }

  private def decode(): Unit = {
    val start = row.cursor()
    row.grow(MapDecoder.SizeBytes)
    row.increaseCursor(MapDecoder.SizeBytes)
    val keyStart = row.cursor()
    decodeArray(keys, keyDecoder, keyArray)
    val valueStart = row.cursor()
    Platform.putLong(row.getBuffer, start.toLong, (valueStart - keyStart).toLong)
    decodeArray(values, valueDecoder, valueArray)
    requireEntries(keyStart, valueStart)
  }

  private def decodeArray(
      feature: FeatureSlot,
      decoder: ElementDecoder,
      array: UnsafeArrayWriter
  ): Unit = {
    list.open(feature)
    decoder.many(list, array)
  }

  private def requireEntries(keyStart: Int, valueStart: Int): Unit = {
    val keyCount = Platform.getLong(row.getBuffer, keyStart.toLong).toInt
    val valueCount = Platform.getLong(row.getBuffer, valueStart.toLong).toInt
    if (keyCount != valueCount) {
      throw failure("as many values as keys", s"$keyCount keys and $valueCount values")
    }
    val mapKeys = new MapKeys(row.getBuffer, keyStart.toLong, keyDecoder)
    val repeated = mapKeys.firstRepeated
    if (repeated >= 0) throw failure("keys that differ", s"key $repeated once more")
  }

  private def failure(expected: String, received: String): ValueException =
    new ValueException(s"column $column", expected, received)
}

private object MapDecoder {

  /** The number of bytes of the keys stands before them. */
  private val SizeBytes = 8
}
