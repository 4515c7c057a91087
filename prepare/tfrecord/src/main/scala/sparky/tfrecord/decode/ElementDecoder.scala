package sparky.tfrecord
package decode

import org.apache.spark.sql.catalyst.expressions.codegen.{UnsafeArrayWriter, UnsafeRowWriter}
import org.apache.spark.sql.types._

import sparky.tfrecord.layout.FeatureLayout

/**
 * The values of one list as single values of one Spark type, in the memory of a row.
 *
 * @param column the column's name, for messages
 */
abstract private[tfrecord] class ElementDecoder(column: String) {

  /** Bytes of an element in the fixed part of an array. */
  def elementSize: Int

  /** Whether an element lies behind the fixed part, which then holds its offset and size. */
  def isBehind: Boolean = false

  /** Writes the one value of `list`. */
  def one(list: ValueList, row: UnsafeRowWriter, ordinal: Int): Unit

  /** Writes all values of `list` as the array that `array` begins at its cursor. */
  def many(list: ValueList, array: UnsafeArrayWriter): Unit

  /** Writes a null. */
  def absent(row: UnsafeRowWriter, ordinal: Int): Unit = row.setNullAt(ordinal)

  /** Begins an array whose elements take `behind` bytes at most behind its fixed part. */
  final protected def begin(array: UnsafeArrayWriter, count: Int, behind: Long = 0): Long =
    RowRoom.array(array, count, elementSize, behind, column)

  final protected def failure(expected: String, received: String): ValueException =
    new ValueException(s"column $column", expected, received)
}

private[tfrecord] object ElementDecoder {

  /** @param allowNarrowing values may be read into a type that does not hold them exactly */
  def of(layout: FeatureLayout, allowNarrowing: Boolean): ElementDecoder = {
    val column = layout.name
    layout.element match {
      case FloatType            => new FloatDecoder(column, allowNarrowing)
      case DoubleType           => new DoubleDecoder(column)
      case decimal: DecimalType => new DecimalDecoder(column, decimal, allowNarrowing)
      case BinaryType           => new BytesDecoder(column, text = false)
      case _: StringType        => new BytesDecoder(column, text = true)
      case integer              => Int64Decoder.of(column, integer, allowNarrowing)
    }
  }
}
