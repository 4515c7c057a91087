package sparky.tfrecord

import org.apache.spark.sql.catalyst.expressions.{SpecializedGetters, UnsafeArrayData}
import org.apache.spark.unsafe.Platform

/** Long and integer columns as an `Int64List`: packed varints. */
abstract private[tfrecord] class Int64ListEncoder extends ListEncoder {
  private var base: AnyRef = _
  private var offset = 0L
  private var count = 0
  private var payload = 0L

  final override def tag: Int = 0x1a

  final override def write(buffer: RecordBuffer): Unit =
    if (payload > 0) {
      buffer.putByte(ListEncoder.ValueTag)
      buffer.putVarint(payload)
      buffer.putVarints(base, offset, count)
    }

  /** Keeps where the values lie, without a copy; returns the bytes of the message. */
  final protected def keep(base: AnyRef, offset: Long, count: Int): Long = {
    this.base = base
    this.offset = offset
    this.count = count
    payload = Varint.size(base, offset, count)
    ListEncoder.packedSize(payload)
  }

  final protected def keep(values: Array[Long]): Long =
    keep(values, Platform.LONG_ARRAY_OFFSET.toLong, values.length)
}

private[tfrecord] object Int64ListEncoder {
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
