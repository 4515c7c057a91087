package sparky.tfrecord

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.types.StructType

import sparky.tfrecord.encode.RecordEncoder
import sparky.tfrecord.frame.RecordFraming
import sparky.tfrecord.wire.RecordBuffer

/** The bytes that the encoder gives for rows, without Spark. */
object RecordBytes {

  /** The record of one row. */
  def record(schema: StructType, row: InternalRow, options: (String, String)*): Array[Byte] = {
    val buffer = new RecordBuffer
    RecordEncoder.of(schema, new TFRecordOptions(options.toMap)).encode(row, buffer)
    buffer.bytes.take(buffer.length)
  }

  /** The records of these rows, by one encoder. */
  def records(
      schema: StructType,
      rows: Seq[InternalRow],
      options: (String, String)*
  ): Seq[Seq[Byte]] = {
    val encoder = RecordEncoder.of(schema, new TFRecordOptions(options.toMap))
    val buffer = new RecordBuffer
    rows.map { row =>
      buffer.clear()
      encoder.encode(row, buffer)
      buffer.bytes.take(buffer.length).toSeq
    }
  }

  /** The file of these rows, as one write. */
  def file(schema: StructType, rows: Seq[InternalRow]): Array[Byte] = {
    val encoder = RecordEncoder.of(schema, new TFRecordOptions(Map.empty[String, String]))
    val framing = new RecordFraming
    val buffer = new RecordBuffer
    rows.foreach { row =>
      val start = buffer.length
      buffer.reserve(RecordFraming.HeaderBytes.toLong)
      buffer.skip(RecordFraming.HeaderBytes)
      encoder.encode(row, buffer)
      framing.complete(buffer, start)
    }
    buffer.bytes.take(buffer.length)
  }
}
