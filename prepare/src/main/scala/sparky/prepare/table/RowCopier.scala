package sparky.prepare.table

import org.apache.spark.sql.catalyst.expressions.{UnsafeArrayData, UnsafeRow}
import org.apache.spark.unsafe.Platform

import sparky.prepare.input.LineReader
import sparky.prepare.row.{BadRow, CountedValues, RowBatch}

/** Copies rows of texts and lists of texts into batches; null becomes a field of no text at all. */
final class RowCopier(layout: TableLayout) {
  import RowCopier._

  private[this] val ordinals = layout.ordinals.toArray
  private[this] val isList = layout.ordinals.map(i => i >= 0 && layout.isList(i)).toArray

  /** Adds a row to a batch that is not full; the number of the row. */
  def copy(row: UnsafeRow, batch: RowBatch): Int = {
    val size = bytes(row)
    if (size > LineReader.MaxLineBytes)
      batch.endBadRow(
        BadRow(None, s"a row of at most ${LineReader.MaxLineBytes} bytes", s"$size bytes")
      )
    else {
      var i = 0
      while (i < ordinals.length) {
        put(row, i, batch)
        i += 1
      }
      batch.plain(batch.rows) = false
      batch.endRow()
    }
  }

  /** The bytes of the texts that are looked at. */
  private def bytes(row: UnsafeRow): Long = {
    var sum = 0L
    var i = 0
    while (i < ordinals.length) {
      if (ordinals(i) >= 0 && !row.isNullAt(ordinals(i)))
        sum += (if (isList(i)) bytes(row.getArray(ordinals(i))) else size(row.getLong(ordinals(i))))
      i += 1
    }
    sum
  }

  private def bytes(list: UnsafeArrayData): Long = {
    var sum = 0L
    var i = 0
    while (i < list.numElements) {
      if (!list.isNullAt(i)) sum += size(list.getLong(i))
      i += 1
    }
    sum
  }

  // Between two fields stands a tab, as in a line: the bytes of a row tell its fields apart.
  private def put(row: UnsafeRow, field: Int, batch: RowBatch): Unit = {
    val ordinal = ordinals(field)
    val start = if (field == 0) used(batch) else batch.append(Tab, 0, 1) + 1
    val end =
      if (ordinal < 0) start
      else if (row.isNullAt(ordinal)) start - 1
      else if (isList(field)) putList(row.getArray(ordinal), batch)
      else putText(row.getBaseObject, row.getBaseOffset, row.getLong(ordinal), batch)
    batch.spans(field * RowBatch.Stride + batch.rows) = RowBatch.span(start, end)
  }

  private def putList(list: UnsafeArrayData, batch: RowBatch): Int = {
    var last = used(batch)
    var i = 0
    while (i < list.numElements) {
      val isNull = list.isNullAt(i)
      val length = if (isNull) CountedValues.Null else size(list.getLong(i))
      CountedValues.putLength(header, length)
      last = batch.append(header, 0, header.length) + header.length
      if (!isNull) last = putText(list.getBaseObject, list.getBaseOffset, list.getLong(i), batch)
      i += 1
    }
    last
  }

  private def used(batch: RowBatch): Int = batch.append(Tab, 0, 0)

  private[this] val header = new Array[Byte](CountedValues.LengthBytes)

  /** Copies a text, of which Spark keeps place and size in one long; returns where it ends. */
  private def putText(base: AnyRef, offset: Long, placeAndSize: Long, batch: RowBatch): Int = {
    val length = size(placeAndSize)
    val from = offset + (placeAndSize >>> 32)
    base match {
      case bytes: Array[Byte] =>
        val first = (from - Platform.BYTE_ARRAY_OFFSET).toInt
        batch.append(bytes, first, first + length) + length
      case _ =>
        val bytes = new Array[Byte](length)
        Platform.copyMemory(base, from, bytes, Platform.BYTE_ARRAY_OFFSET.toLong, length.toLong)
        batch.append(bytes, 0, length) + length
    }
  }

  private def size(placeAndSize: Long): Int = placeAndSize.toInt
}

object RowCopier {
  private val Tab = Array[Byte]('\t')
}
