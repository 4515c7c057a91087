package sparky.tfrecord
package encode

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.types.StructType

import sparky.tfrecord.wire.RecordBuffer

/** Rows as the bytes of records. It keeps state from row to row: one thread, one encoder. */
abstract private[tfrecord] class RecordEncoder {

  /**
   * Appends the record of `row` to `buffer`.
   *
   * @throws ValueException naming the column whose value a record cannot hold; the buffer then has
   *                        part of the record
   */
  def encode(row: InternalRow, buffer: RecordBuffer): Unit
}

private[tfrecord] object RecordEncoder {

  /**
   * An encoder for rows of `schema`, for records of the type that `options` name.
   *
   * @throws TFRecordException naming a column that such a record cannot hold
   */
  def of(schema: StructType, options: TFRecordOptions): RecordEncoder =
    options.recordType match {
      case RecordType.ByteArray => ByteArrayEncoder.of(schema, options)
      case _                    => ExampleEncoder.of(schema, options)
    }
}
