package sparky.tfrecord
package decode

import org.apache.spark.sql.catalyst.expressions.codegen.{UnsafeArrayWriter, UnsafeRowWriter}

/** One column of the record scanned last, in the memory of a row. */
private[tfrecord] trait ColumnDecoder {

  /** Writes the column's value, or a null, at `ordinal`. */
  def decode(ordinal: Int): Unit
}

private[tfrecord] object ColumnDecoder {

  /** A single value, which is a list of one. */
  final class OfOne(
      feature: FeatureSlot,
      list: ValueList,
      element: ElementDecoder,
      row: UnsafeRowWriter
  ) extends ColumnDecoder {
    override def decode(ordinal: Int): Unit =
      if (list.open(feature)) element.one(list, row, ordinal) else element.absent(row, ordinal)
  }

  /** An array: all values of a list. */
  final class OfMany(
      feature: FeatureSlot,
      list: ValueList,
      element: ElementDecoder,
      row: UnsafeRowWriter
  ) extends ColumnDecoder {
    private val array = new UnsafeArrayWriter(row, element.elementSize)

    override def decode(ordinal: Int): Unit =
      if (!list.open(feature)) row.setNullAt(ordinal)
      else {
        val start = row.cursor()
        element.many(list, array)
        row.setOffsetAndSizeFromPreviousCursor(ordinal, start)
      }
  }
}
