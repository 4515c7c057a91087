package sparky.tfrecord
package encode

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters
import org.apache.spark.sql.catalyst.util.ArrayData

import sparky.tfrecord.wire.RecordBuffer

/** Binary columns, and string columns as their UTF-8, as a `BytesList`: a field for each value. */
abstract private[tfrecord] class BytesListEncoder extends ListEncoder {
  private var values: Array[Array[Byte]] = Array.empty

  final override def tag: Int = 0x0a

  final override def write(buffer: RecordBuffer): Unit = {
    var i = 0
    while (i < values.length) {
      buffer.putByte(ListEncoder.ValueTag)
      buffer.putVarint(values(i).length.toLong)
      buffer.putBytes(values(i))
      i += 1
    }
  }

  /** Keeps `taken`, without a copy, until it is written; returns the bytes of the message. */
  final protected def keep(taken: Array[Array[Byte]]): Long = {
    values = taken
    var size = 0L
    var i = 0
    while (i < taken.length) {
      size += ListEncoder.fieldSize(taken(i).length.toLong)
      i += 1
    }
    size
  }
}

private[tfrecord] object BytesListEncoder {

  /** A value that is no array. */
  abstract class OfOne extends BytesListEncoder {
    private val one = new Array[Array[Byte]](1)

    protected def bytes(row: SpecializedGetters, ordinal: Int): Array[Byte]

    final override def take(row: SpecializedGetters, ordinal: Int): Long = {
      one(0) = bytes(row, ordinal)
      keep(one)
    }
  }

  final class OfBinary extends OfOne {
    override protected def bytes(row: SpecializedGetters, ordinal: Int): Array[Byte] =
      row.getBinary(ordinal)
  }

  final class OfString extends OfOne {
    override protected def bytes(row: SpecializedGetters, ordinal: Int): Array[Byte] =
      row.getUTF8String(ordinal).getBytes
  }

  abstract class OfMany extends BytesListEncoder {
    protected def bytes(array: ArrayData, element: Int): Array[Byte]

    final override def take(row: SpecializedGetters, ordinal: Int): Long = {
      val array = row.getArray(ordinal)
      if (ListEncoder.hasNull(array)) ListEncoder.NullElement
      else keep(Array.tabulate(array.numElements())(bytes(array, _)))
    }
  }

  final class OfBinaries extends OfMany {
    override protected def bytes(array: ArrayData, element: Int): Array[Byte] =
      array.getBinary(element)
  }

  final class OfStrings extends OfMany {
    override protected def bytes(array: ArrayData, element: Int): Array[Byte] =
      array.getUTF8String(element).getBytes
  }
}
