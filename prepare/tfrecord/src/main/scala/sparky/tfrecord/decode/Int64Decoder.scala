package sparky.tfrecord
package decode

import org.apache.spark.sql.catalyst.expressions.codegen.{UnsafeArrayWriter, UnsafeRowWriter}
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.Platform

import sparky.tfrecord.layout.FeatureKind
import sparky.tfrecord.wire.Int64List

/**
 * An `Int64List` as booleans, integers of any width, dates or timestamps.
 *
 * @param elementSize bytes of a value
 * @param lowest      of the values that the type holds
 * @param highest     of them
 * @param wrap        whether other values lose their upper bits, or are errors
 */
final private[tfrecord] class Int64Decoder private (
    column: String,
    override val elementSize: Int,
    lowest: Long,
    highest: Long,
    wrap: Boolean
) extends ElementDecoder(column) {
  private var longs = new Array[Long](1)

  override def one(list: ValueList, row: UnsafeRowWriter, ordinal: Int): Unit = {
    list.requireKind(FeatureKind.Int64s, column)
    list.requireOne(Int64List.count(list.input, list.from, list.to), column)
    Int64List.copy(list.input, list.from, list.to, longs, Platform.LONG_ARRAY_OFFSET.toLong)
    val value = checked(longs(0))
    elementSize match {
      case 8 => row.write(ordinal, value)
      case 4 => row.write(ordinal, value.toInt)
      case 2 => row.write(ordinal, value.toShort)
      case _ => row.write(ordinal, value.toByte)
    }
  }

  override def many(list: ValueList, array: UnsafeArrayWriter): Unit = {
    list.requireKind(FeatureKind.Int64s, column)
    val count = Int64List.count(list.input, list.from, list.to)
    val elements = begin(array, count)
    if (elementSize == 8) Int64List.copy(list.input, list.from, list.to, array.getBuffer, elements)
    else {
      if (longs.length < count) longs = new Array[Long](count)
      Int64List.copy(list.input, list.from, list.to, longs, Platform.LONG_ARRAY_OFFSET.toLong)
      narrow(count, array.getBuffer, elements)
    }
  }

  /** Writes the first `count` longs at `offset` of `base`, in as many bytes as an element has. */
  private def narrow(count: Int, base: AnyRef, offset: Long): Unit = {
    var i = 0
    while (i < count) {
      val value = checked(longs(i))
      elementSize match {
        case 4 => Platform.putInt(base, offset + 4L * i, value.toInt)
        case 2 => Platform.putShort(base, offset + 2L * i, value.toShort)
        case _ => Platform.putByte(base, offset + i, value.toByte)
      }
      i += 1
    }
  }

  private def checked(value: Long): Long =
    if (wrap || value >= lowest && value <= highest) value
    else throw failure(s"a number from $lowest to $highest", s"$value")
}

private[tfrecord] object Int64Decoder {

  def of(column: String, dataType: DataType, allowNarrowing: Boolean): Int64Decoder = {
    def decoder(size: Int, lowest: Long, highest: Long, wrap: Boolean = allowNarrowing) =
      new Int64Decoder(column, size, lowest, highest, wrap)
    dataType match {
      case BooleanType => decoder(1, 0, 1, wrap = false)
      case ByteType    => decoder(1, Byte.MinValue.toLong, Byte.MaxValue.toLong)
      case ShortType   => decoder(2, Short.MinValue.toLong, Short.MaxValue.toLong)
      case IntegerType => decoder(4, Int.MinValue.toLong, Int.MaxValue.toLong)
      case DateType    => decoder(4, Int.MinValue.toLong, Int.MaxValue.toLong, wrap = false)
      case _           => decoder(8, Long.MinValue, Long.MaxValue)
    }
  }
}
