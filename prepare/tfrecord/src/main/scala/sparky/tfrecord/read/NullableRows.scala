package sparky.tfrecord
package read

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.UnsafeRow
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter

import sparky.tfrecord.decode.RecordDecoder
import sparky.tfrecord.frame.RecordReader

/**
 * Mode `PERMISSIVE` where nobody asks for the damaged bytes: a damaged record, or one that does not
 * fit these columns, is a row of nulls.
 *
 * @param columns how many there are
 */
final private[read] class NullableRows(decoder: RecordDecoder, columns: Int) extends RecordRows {
  private val nulls = NullableRows.nulls(columns)
  private var current: InternalRow = _

  override def advance(reader: RecordReader): Boolean =
    try
      reader.next() && {
        current = decoder.decode(reader.bytes, reader.offset, reader.length)
        true
      }
    catch {
      case _: ValueException =>
        current = nulls
        true
    }

  override def row: InternalRow = current
}

private[read] object NullableRows {

  /** A row of as many nulls. */
  def nulls(columns: Int): UnsafeRow = {
    val writer = new UnsafeRowWriter(columns)
    writer.reset()
    writer.zeroOutNullBytes()
    (0 until columns).foreach(writer.setNullAt)
    writer.getRow
  }
}
