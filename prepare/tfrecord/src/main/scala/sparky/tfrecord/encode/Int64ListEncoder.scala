package sparky.tfrecord
package encode

import java.nio.{ByteBuffer, ByteOrder}

import org.apache.spark.sql.catalyst.expressions.{SpecializedGetters, UnsafeArrayData}
import org.apache.spark.unsafe.Platform

import sparky.tfrecord.wire.{RecordBuffer, Varint}

/**
 * Long and integer columns as an `Int64List`: packed varints. Their size is found by writing them,
 * to a place of the column's own, since a pass to measure them costs more than to copy the result.
 */
abstract private[tfrecord] class Int64ListEncoder extends ListEncoder {
  import Int64ListEncoder._

  private var varints = allocate(64)
  private var payload = 0

  final override def tag: Int = 0x1a

  final override def write(buffer: RecordBuffer): Unit =
    if (payload > 0) {
      buffer.putByte(ListEncoder.ValueTag)
      buffer.putVarint(payload.toLong)
      buffer.putBytes(varints.array, payload)
    }

  /**
   * Encodes the `count` longs that lie at `offset` of `base`, in Spark's way of addressing memory.
   *
   * @return the bytes of the message; more than a record may have are not encoded
   */
  final protected def keep(base: AnyRef, offset: Long, count: Int): Long = {
    val bound =
      if (count <= Few) Varint.MaxBytes.toLong * count else Varint.size(base, offset, count)
    if (bound > ExampleEncoder.MaxBytes) bound
    else {
      if (varints.capacity - Varint.Slack < bound) varints = allocate(bound.toInt)
      payload = Varint.write(varints, 0, base, offset, count)
      ListEncoder.packedSize(payload.toLong)
    }
  }

  final protected def keep(values: Array[Long]): Long =
    keep(values, Platform.LONG_ARRAY_OFFSET.toLong, values.length)
}

private[tfrecord] object Int64ListEncoder {

  /** A longer list is measured first, so as not to hold ten bytes for each of its values. */
  private val Few = 1 << 20

  private def allocate(bytes: Int): ByteBuffer =
    ByteBuffer.allocate(bytes + Varint.Slack).order(ByteOrder.LITTLE_ENDIAN)

  final class OfLong extends Int64ListEncoder {
    private val one = new Array[Long](1)

    override def take(row: SpecializedGetters, ordinal: Int): Long = {
      one(0) = row.getLong(ordinal)
      keep(one)
    }
  }

  final class OfInteger extends Int64ListEncoder {
    private val one = new Array[Long](1)

    override def take(row: SpecializedGetters, ordinal: Int): Long = {
      one(0) = row.getInt(ordinal).toLong
      keep(one)
    }
  }

  final class OfLongs extends Int64ListEncoder {
    override def take(row: SpecializedGetters, ordinal: Int): Long =
      row.getArray(ordinal) match {
        case array if ListEncoder.hasNull(array) => ListEncoder.NullElement
        case array: UnsafeArrayData =>
          keep(array.getBaseObject, ListEncoder.elements(array), array.numElements)
        case array => keep(array.toLongArray())
      }
  }

  final class OfIntegers extends Int64ListEncoder {
    override def take(row: SpecializedGetters, ordinal: Int): Long = {
      val array = row.getArray(ordinal)
      if (ListEncoder.hasNull(array)) ListEncoder.NullElement else keep(widen(array.toIntArray()))
    }

    private def widen(narrow: Array[Int]): Array[Long] = {
      val wide = new Array[Long](narrow.length)
      var i = 0
      while (i < narrow.length) {
        wide(i) = narrow(i).toLong
        i += 1
      }
      wide
    }
  }
}
