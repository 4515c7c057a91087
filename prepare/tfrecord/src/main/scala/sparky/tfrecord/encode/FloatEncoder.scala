package sparky.tfrecord
package encode

import java.lang.{Float => JavaFloat}

import org.apache.spark.sql.catalyst.expressions.{SpecializedGetters, UnsafeArrayData}
import org.apache.spark.sql.catalyst.util.ArrayData
import org.apache.spark.sql.types.DecimalType

import sparky.tfrecord.layout.FeatureKind
import sparky.tfrecord.wire.RecordBuffer

/** Numbers as 32-bit floats of a `FloatList`: packed, little-endian, four bytes each. */
abstract private[encode] class FloatEncoder extends ValueEncoder(FeatureKind.Floats) {

  def value(from: SpecializedGetters, ordinal: Int): Float

  final override def entry(name: String, source: StructSource, ordinal: Int): FeatureEntry =
    new FloatEntry(name, source, ordinal, this)

  final override def append(
      from: SpecializedGetters,
      ordinal: Int,
      buffer: RecordBuffer
  ): Unit = {
    buffer.reserve(JavaFloat.BYTES.toLong)
    buffer.putInt(JavaFloat.floatToRawIntBits(value(from, ordinal)))
  }
}

private[encode] object FloatEncoder {

  /** Floats, their bits as they are. */
  final class OfFloat extends FloatEncoder {
    override def value(from: SpecializedGetters, ordinal: Int): Float =
      from.getFloat(ordinal)

    override def appendAll(array: ArrayData, buffer: RecordBuffer): Unit = array match {
      case unsafe: UnsafeArrayData =>
        val elements = ValueEncoder.elements(unsafe)
        buffer.putFloats(unsafe.getBaseObject, elements, unsafe.numElements)
      case other => super.appendAll(other, buffer)
    }
  }

  /** Doubles, rounded to nearest. */
  final class OfDouble extends FloatEncoder {
    override def value(from: SpecializedGetters, ordinal: Int): Float =
      from.getDouble(ordinal).toFloat
  }

  /** Decimals, rounded to nearest, in one step. */
  final class OfDecimal(decimal: DecimalType) extends FloatEncoder {
    override def value(from: SpecializedGetters, ordinal: Int): Float =
      from.getDecimal(ordinal, decimal.precision, decimal.scale).toJavaBigDecimal.floatValue
  }
}
