package sparky.tfrecord
package decode

import org.apache.spark.sql.catalyst.expressions.UnsafeRow
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter
import org.apache.spark.sql.types.{BinaryType, StructType}

/**
 * Records of any meaning, each the value of the one binary column.
 *
 * @param columns 1, or 0 where the column is not asked for
 */
final private[tfrecord] class ByteArrayDecoder private (columns: Int) extends RecordDecoder {
  private val writer = new UnsafeRowWriter(columns)

  override def decode(record: Array[Byte], offset: Int, length: Int): UnsafeRow = {
    writer.reset()
    writer.zeroOutNullBytes()
    if (columns > 0) writer.write(0, record, offset, length)
    writer.getRow
  }
}

private[tfrecord] object ByteArrayDecoder {

  /** @throws TFRecordException where `required` is more than one binary column */
  def of(required: StructType): ByteArrayDecoder = {
    if (required.length > 1 || !required.forall(_.dataType == BinaryType)) {
      throw new TFRecordException(
        "recordType ByteArray",
        "one binary column",
        required.simpleString
      )
    }
    new ByteArrayDecoder(required.length)
  }
}
