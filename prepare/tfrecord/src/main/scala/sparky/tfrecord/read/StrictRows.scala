package sparky.tfrecord
package read

import org.apache.spark.sql.catalyst.InternalRow

import sparky.tfrecord.decode.RecordDecoder
import sparky.tfrecord.frame.RecordReader

/** Mode `FAILFAST`: a damaged record, or one that does not fit the columns, is an error. */
final private[read] class StrictRows(decoder: RecordDecoder) extends RecordRows {
  private var current: InternalRow = _

  override def advance(reader: RecordReader): Boolean =
    try
      reader.next() && {
        current = decoder.decode(reader.bytes, reader.offset, reader.length)
        true
      }
    catch { case error: ValueException => throw error.in(reader.where) }

  override def row: InternalRow = current
}
