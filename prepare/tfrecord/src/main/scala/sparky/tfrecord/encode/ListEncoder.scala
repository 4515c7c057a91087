package sparky.tfrecord
package encode

import org.apache.spark.sql.catalyst.expressions.{SpecializedGetters, UnsafeArrayData}
import org.apache.spark.sql.catalyst.util.ArrayData
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.bitset.BitSetMethods

import sparky.tfrecord.wire.{RecordBuffer, Varint}

/**
 * The values of one column in one row, as the list message inside a `tf.train.Feature`; a value
 * that is no array is a list of one. First [[take]] for the size, then [[write]].
 */
abstract private[tfrecord] class ListEncoder {

  /** The tag of this kind of list inside a Feature. */
  def tag: Int

  /**
   * Takes the value at `ordinal`, which is not null, and returns the bytes of its list message, or
   * [[ListEncoder.NullElement]].
   */
  def take(row: SpecializedGetters, ordinal: Int): Long

  /** Writes the list message of the value taken last. */
  def write(buffer: RecordBuffer): Unit
}

private[tfrecord] object ListEncoder {

  /** The tag of field 1, the values of every kind of list. */
  val ValueTag = 0x0a

  /** What `take` answers instead of a size where an element of the array is null. */
  val NullElement: Long = -1L

  /** The column types that [[of]] knows, for messages. */
  val Supported = "long, integer, float, binary, string or an array of one of these"

  /** A new encoder for columns of `dataType`, or None where a record cannot hold them. */
  def of(dataType: DataType): Option[ListEncoder] = dataType match {
    case LongType                    => Some(new Int64ListEncoder.OfLong)
    case IntegerType                 => Some(new Int64ListEncoder.OfInteger)
    case FloatType                   => Some(new FloatListEncoder.OfFloat)
    case BinaryType                  => Some(new BytesListEncoder.OfBinary)
    case _: StringType               => Some(new BytesListEncoder.OfString)
    case ArrayType(LongType, _)      => Some(new Int64ListEncoder.OfLongs)
    case ArrayType(IntegerType, _)   => Some(new Int64ListEncoder.OfIntegers)
    case ArrayType(FloatType, _)     => Some(new FloatListEncoder.OfFloats)
    case ArrayType(BinaryType, _)    => Some(new BytesListEncoder.OfBinaries)
    case ArrayType(_: StringType, _) => Some(new BytesListEncoder.OfStrings)
    case _                           => None
  }

  /**
   * Whether an element is null, looked up in the data and not in the schema: a null that the schema
   * denies would be written as zero.
   */
  def hasNull(array: ArrayData): Boolean = array match {
    case unsafe: UnsafeArrayData =>
      val words = (unsafe.numElements + 63) / 64
      BitSetMethods.anySet(unsafe.getBaseObject, unsafe.getBaseOffset + 8, words.toLong)
    case other =>
      var i = 0
      while (i < other.numElements() && !other.isNullAt(i)) i += 1
      i < other.numElements()
  }

  /** Where the elements of `array` begin in its memory. */
  def elements(array: UnsafeArrayData): Long =
    array.getBaseOffset + UnsafeArrayData.calculateHeaderPortionInBytes(array.numElements)

  /** Bytes of a field with a length: the tag, the length and that many bytes. */
  def fieldSize(length: Long): Long = 1 + Varint.size(length) + length

  /** Bytes of a packed list, which is absent where it has no values. */
  def packedSize(payload: Long): Long = if (payload == 0) 0 else fieldSize(payload)
}
