package sparky.tfrecord
package encode

import org.apache.spark.sql.catalyst.expressions.{SpecializedGetters, UnsafeArrayData}
import org.apache.spark.sql.catalyst.util.ArrayData
import org.apache.spark.sql.types._

import sparky.tfrecord.layout.{FeatureKind, FeatureLayout}
import sparky.tfrecord.wire.RecordBuffer

/**
 * Values of one type, as they stand in the list of a Feature.
 *
 * @param kind the kind of that list
 */
abstract private[encode] class ValueEncoder(kind: FeatureKind) {

  /** Appends the value at `ordinal`, which is not null, of a row or an array. */
  def append(from: SpecializedGetters, ordinal: Int, buffer: RecordBuffer): Unit

  /** Appends all elements of `array`, of which none is null. */
  def appendAll(array: ArrayData, buffer: RecordBuffer): Unit = {
    val count = array.numElements()
    var i = 0
    while (i < count) {
      append(array, i, buffer)
      i += 1
    }
  }

  /** What stands before a list of these values, inside of `levels`. */
  final def front(levels: Array[Array[Byte]]): MessageFront =
    new MessageFront(levels ++ ExampleTags.list(kind), ExampleTags.isPacked(kind))

  /** The entry of a column of single values. */
  def entry(name: String, source: StructSource, ordinal: Int): FeatureEntry =
    new SingleEntry(name, source, ordinal, this)
}

private[encode] object ValueEncoder {

  /** A new encoder for the values of `layout`. */
  def of(layout: FeatureLayout): ValueEncoder = layout.kind match {
    case FeatureKind.Int64s => int64s(layout.element)
    case FeatureKind.Floats => floats(layout.element)
    case FeatureKind.Bytes  => bytes(layout.name, layout.element)
  }

  /** Where the elements of `array` begin in its memory. */
  def elements(array: UnsafeArrayData): Long =
    array.getBaseOffset + UnsafeArrayData.calculateHeaderPortionInBytes(array.numElements)

  private def int64s(element: DataType): ValueEncoder = element match {
    case BooleanType            => new Int64Encoder.OfBoolean
    case ByteType               => new Int64Encoder.OfByte
    case ShortType              => new Int64Encoder.OfShort
    case IntegerType | DateType => new Int64Encoder.OfInteger
    case _                      => new Int64Encoder.OfLong
  }

  private def floats(element: DataType): ValueEncoder = element match {
    case decimal: DecimalType => new FloatEncoder.OfDecimal(decimal)
    case DoubleType           => new FloatEncoder.OfDouble
    case _                    => new FloatEncoder.OfFloat
  }

  private def bytes(name: String, element: DataType): ValueEncoder = element match {
    case decimal: DecimalType => new DecimalEncoder(name, decimal)
    case DoubleType           => new BytesEncoder.OfDouble
    case _: StringType        => new BytesEncoder.OfString(name)
    case _                    => new BytesEncoder.OfBinary
  }
}
