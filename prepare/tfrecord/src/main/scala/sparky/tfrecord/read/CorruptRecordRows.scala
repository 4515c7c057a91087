package sparky.tfrecord
package read

import java.util.Arrays

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{BoundReference, GenericInternalRow, JoinedRow}
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection
import org.apache.spark.sql.types.{BinaryType, StructType}

import sparky.tfrecord.decode.RecordDecoder
import sparky.tfrecord.frame.RecordReader

/**
 * Mode `PERMISSIVE` where the damaged bytes are asked for: a damaged record, or one that does not
 * fit all columns, is a row of nulls and its bytes. All columns are decoded, whatever the query
 * takes, so that a record is damaged in every query or in none.
 *
 * @param data     all columns, that of the bytes among them
 * @param required the columns of the rows
 */
final private[read] class CorruptRecordRows(
    data: StructType,
    required: StructType,
    options: TFRecordOptions
) extends RecordRows {
  private val columns = StructType(data.filter(_.name != options.columnNameOfCorruptRecord))
  private val decoder = RecordDecoder.of(columns, options)
  private val nulls = NullableRows.nulls(columns.length)
  private val corrupt = new GenericInternalRow(1)
  private val joined = new JoinedRow
  private val projection = UnsafeProjection.create(required.map { field =>
    if (field.name == options.columnNameOfCorruptRecord) {
      BoundReference(columns.length, BinaryType, nullable = true)
    } else BoundReference(columns.fieldIndex(field.name), field.dataType, nullable = true)
  })
  private var current: InternalRow = _

  override def advance(reader: RecordReader): Boolean =
    try
      reader.next() && {
        take(decoder.decode(reader.bytes, reader.offset, reader.length), null)
        true
      }
    catch {
      case _: ValueException =>
        val end = reader.offset + reader.length
        take(nulls, Arrays.copyOfRange(reader.bytes, reader.offset, end))
        true
    }

  override def row: InternalRow = current

  private def take(values: InternalRow, bytes: Array[Byte]): Unit = {
    corrupt.update(0, bytes)
    current = projection(joined(values, corrupt))
  }
}
