package sparky.tfrecord

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters

/** Float columns as a `FloatList`: packed, little-endian, four bytes each. */
abstract private[tfrecord] class FloatListEncoder extends ListEncoder {
  private var values: Array[Float] = Array.empty

  final override def tag: Int = 0x12

  final override def write(buffer: RecordBuffer): Unit =
    if (values.length > 0) {
      buffer.putByte(ListEncoder.ValueTag)
      buffer.putVarint(payload)
      buffer.putFloats(values)
    }

  /** Keeps `taken`, without a copy, until it is written; returns the bytes of the message. */
  final protected def keep(taken: Array[Float]): Long = {
    values = taken
    ListEncoder.packedSize(payload)
  }

  private def payload: Long = values.length.toLong * java.lang.Float.BYTES
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
    override def take(row: SpecializedGetters, ordinal: Int): Long = {
      val array = row.getArray(ordinal)
      if (ListEncoder.hasNull(array)) ListEncoder.NullElement else keep(array.toFloatArray())
    }
  }
}
