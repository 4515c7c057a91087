package sparky.tfrecord
package encode

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.types.{BinaryType, StructType}

import sparky.tfrecord.wire.RecordBuffer

/** Rows of one binary column, whose value is the record. */
final private[encode] class ByteArrayEncoder private (name: String, maxBytes: Int)
    extends RecordEncoder {

  override def encode(row: InternalRow, buffer: RecordBuffer): Unit = {
    if (row.isNullAt(0)) throw new ValueException(s"column $name", "a record's bytes", "null")
    val record = BytesEncoder.binary(row, 0)
    if (record.numBytes > maxBytes) throw tooLarge(record.numBytes)
    buffer.reserve(record.numBytes.toLong)
    buffer.putMemory(record.getBaseObject, record.getBaseOffset, record.numBytes)
  }

  private def tooLarge(bytes: Int): ValueException = {
    val expected = s"at most $maxBytes bytes (option maxRecordBytes)"
    new ValueException(s"column $name", expected, s"$bytes bytes")
  }
}

private[encode] object ByteArrayEncoder {

  /** @throws TFRecordException `schema` is not one binary column */
  def of(schema: StructType, options: TFRecordOptions): ByteArrayEncoder =
    schema.fields match {
      case Array(column) if column.dataType == BinaryType =>
        new ByteArrayEncoder(column.name, options.maxRecordBytes)
      case _ =>
        val where = s"recordType ${options.recordType}"
        throw new TFRecordException(where, "one binary column", schema.simpleString)
    }
}
