package sparky.tfrecord
package encode

import org.apache.spark.sql.catalyst.expressions.{SpecializedGetters, UnsafeArrayData}
import org.apache.spark.unsafe.Platform

import sparky.tfrecord.wire.RecordBuffer

/** Float columns as a `FloatList`: packed, little-endian, four bytes each. */
abstract private[tfrecord] class FloatListEncoder extends ListEncoder {
  private var base: AnyRef = _
  private var offset = 0L
  private var count = 0

  final override def tag: Int = 0x12

  final override def write(buffer: RecordBuffer): Unit =
    if (count > 0) {
      buffer.putByte(ListEncoder.ValueTag)
      buffer.putVarint(payload)
      buffer.putFloats(base, offset, count)
    }

  /** Keeps where the values lie, without a copy; returns the bytes of the message. */
  final protected def keep(base: AnyRef, offset: Long, count: Int): Long = {
    this.base = base
    this.offset = offset
    this.count = count
    ListEncoder.packedSize(payload)
  }

  final protected def keep(values: Array[Float]): Long =
    keep(values, Platform.FLOAT_ARRAY_OFFSET.toLong, values.length)

  private def payload: Long = 4L * count
}

private[tfrecord] object FloatListEncoder {
  final class OfFloat extends FloatListEncoder {
    private val one = new Array[Float](1)

    override def take(row: SpecializedGetters, ordinal: Int): Long = {
      one(0) = row.getFloat(ordinal)
      keep(one)
    }
  }

  final class OfFloats extends FloatListEncoder {
    override def take(row: SpecializedGetters, ordinal: Int): Long =
      row.getArray(ordinal) match {
        case array if ListEncoder.hasNull(array) => ListEncoder.NullElement
        case array: UnsafeArrayData =>
          keep(array.getBaseObject, ListEncoder.elements(array), array.numElements)
        case array => keep(array.toFloatArray())
      }
  }
}
