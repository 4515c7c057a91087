package sparky.tfrecord
package decode

import org.apache.spark.sql.catalyst.expressions.codegen.{
  UnsafeArrayWriter,
  UnsafeRowWriter,
  UnsafeWriter
}
import org.apache.spark.unsafe.Platform

import sparky.tfrecord.layout.FeatureKind
import sparky.tfrecord.wire.{BytesList, MessageInput, Utf8}

/** A `BytesList` as strings, which are UTF-8, or as they are. */
final private[tfrecord] class BytesDecoder(column: String, text: Boolean)
    extends ElementDecoder(column) {
  import BytesDecoder._

  override def elementSize: Int = OffsetAndSizeBytes

  override def isBehind: Boolean = true

  override def one(list: ValueList, row: UnsafeRowWriter, ordinal: Int): Unit = {
    list.requireKind(FeatureKind.Bytes, column)
    list.requireOne(BytesList.count(list.input, list.from, list.to), column)
    RowRoom.require(row, list.to - list.from + MostPadding, column)
    write(list, row, ordinal)
  }

  override def many(list: ValueList, array: UnsafeArrayWriter): Unit = {
    list.requireKind(FeatureKind.Bytes, column)
    val count = BytesList.count(list.input, list.from, list.to)
    begin(array, count, list.to - list.from + MostPadding * count)
    write(list, array, 0)
  }

  /** Writes all values, to `first` and the places after it. */
  private def write(list: ValueList, writer: UnsafeWriter, first: Int): Unit = {
    val input = list.input
    var ordinal = first
    input.position = list.from
    while (input.position < list.to) {
      val end = BytesList.next(input, list.to)
      if (end >= 0) {
        if (text) requireText(input, end)
        writer.write(ordinal, input.bytes, input.position, end - input.position)
        input.position = end
        ordinal += 1
      }
    }
  }

  private def requireText(input: MessageInput, end: Int): Unit = {
    val offset = Platform.BYTE_ARRAY_OFFSET.toLong + input.position
    if (!Utf8.isValid(input.bytes, offset, end - input.position)) {
      throw failure("UTF-8", ShownBytes(input.bytes, input.position, end))
    }
  }
}

private object BytesDecoder {

  /** What Spark has in the fixed part for a value behind it, which it pads to whole words. */
  private val OffsetAndSizeBytes = 8
  private val MostPadding = 7L
}
