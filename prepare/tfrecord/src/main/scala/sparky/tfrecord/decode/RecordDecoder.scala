package sparky.tfrecord
package decode

import org.apache.spark.sql.catalyst.expressions.UnsafeRow
import org.apache.spark.sql.types.StructType

/** Records to rows. Not for several threads: each task has its own. */
private[tfrecord] trait RecordDecoder {

  /**
   * The row of the record that lies in the `length` bytes at `offset` of `record`.
   *
   * @return a row whose memory the next call takes again
   * @throws ValueException naming a column, or a byte counted from the record's first, where the
   *                        record is damaged or does not have the columns' types
   */
  def decode(record: Array[Byte], offset: Int, length: Int): UnsafeRow
}

private[tfrecord] object RecordDecoder {

  /**
   * A decoder to rows of the columns `required`; what else a record has is passed over.
   *
   * @throws TFRecordException naming a column that a record cannot hold
   */
  def of(required: StructType, options: TFRecordOptions): RecordDecoder =
    options.recordType match {
      case RecordType.ByteArray => ByteArrayDecoder.of(required)
      case _                    => ExampleDecoder.of(required, options)
    }
}
