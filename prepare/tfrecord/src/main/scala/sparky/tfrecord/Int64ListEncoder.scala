package sparky.tfrecord

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters

/** Long and integer columns as an `Int64List`: packed varints. */
abstract private[tfrecord] class Int64ListEncoder extends ListEncoder {
  private var values: Array[Long] = Array.empty
  private var payload = 0L

  final override def tag: Int = 0x1a

  final override def write(buffer: RecordBuffer): Unit =
    if (payload > 0) {
      buffer.putByte(ListEncoder.ValueTag)
      buffer.putVarint(payload)
      buffer.putVarints(values)
    }

  /** Keeps `taken`, without a copy, until it is written; returns the bytes of the message. */
  final protected def keep(taken: Array[Long]): Long = {
    values = taken
    payload = Varint.size(taken)
    ListEncoder.packedSize(payload)
  }
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
    override def take(row: SpecializedGetters, ordinal: Int): Long = {
      val array = row.getArray(ordinal)
      if (ListEncoder.hasNull(array)) ListEncoder.NullElement else keep(array.toLongArray())
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
