package sparky.tfrecord

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.types.StructType

import sparky.tfrecord.encode.ExampleEncoder
import sparky.tfrecord.frame.RecordFraming
import sparky.tfrecord.wire.RecordBuffer

/** The bytes that the encoder gives for rows, without Spark. */
object RecordBytes {

  /** The Example of one row. */
  def example(schema: StructType, row: InternalRow): Array[Byte] = {
    val buffer = new RecordBuffer
    new ExampleEncoder(schema, "part").encode(row, 0, buffer)
    buffer.bytes.slice(RecordFraming.HeaderBytes, buffer.length)
  }

  /** The file of these rows. */
  def file(schema: StructType, rows: Seq[InternalRow]): Array[Byte] = {
    val encoder = new ExampleEncoder(schema, "part")
    val framing = new RecordFraming
    val buffer = new RecordBuffer
    rows.zipWithIndex.flatMap { case (row, record) =>
      encoder.encode(row, record.toLong, buffer)
      framing.complete(buffer)
      buffer.bytes.take(buffer.length)
    }.toArray
  }
}
