package sparky.tfrecord
package encode

import org.apache.spark.sql.catalyst.expressions.{SpecializedGetters, UnsafeArrayData}
import org.apache.spark.sql.catalyst.util.ArrayData

import sparky.tfrecord.layout.FeatureKind
import sparky.tfrecord.wire.{RecordBuffer, Varint}

/** Integers of every width, and what Spark keeps as one, as packed varints of an `Int64List`. */
abstract private[encode] class Int64Encoder extends ValueEncoder(FeatureKind.Int64s) {

  def value(from: SpecializedGetters, ordinal: Int): Long

  final override def entry(name: String, source: StructSource, ordinal: Int): FeatureEntry =
    new Int64Entry(name, source, ordinal, this)

  final override def append(
      from: SpecializedGetters,
      ordinal: Int,
      buffer: RecordBuffer
  ): Unit = {
    buffer.reserve(Varint.MaxBytes.toLong)
    buffer.putVarint(value(from, ordinal))
  }
}

private[encode] object Int64Encoder {

  final class OfBoolean extends Int64Encoder {
    override def value(from: SpecializedGetters, ordinal: Int): Long =
      if (from.getBoolean(ordinal)) 1 else 0
  }

  final class OfByte extends Int64Encoder {
    override def value(from: SpecializedGetters, ordinal: Int): Long =
      from.getByte(ordinal).toLong
  }

  final class OfShort extends Int64Encoder {
    override def value(from: SpecializedGetters, ordinal: Int): Long =
      from.getShort(ordinal).toLong
  }

  /** Integers, and dates as days since 1970-01-01. */
  final class OfInteger extends Int64Encoder {
    override def value(from: SpecializedGetters, ordinal: Int): Long =
      from.getInt(ordinal).toLong
  }

  /** Longs, and timestamps as microseconds since 1970-01-01. */
  final class OfLong extends Int64Encoder {
    override def value(from: SpecializedGetters, ordinal: Int): Long =
      from.getLong(ordinal)

    override def appendAll(array: ArrayData, buffer: RecordBuffer): Unit = array match {
      case unsafe: UnsafeArrayData =>
        val elements = ValueEncoder.elements(unsafe)
        buffer.putVarints(unsafe.getBaseObject, elements, unsafe.numElements)
      case other => super.appendAll(other, buffer)
    }
  }
}
