package sparky.tfrecord

import org.apache.spark.sql.Row
import org.apache.spark.sql.catalyst.CatalystTypeConverters
import org.apache.spark.sql.types.StructType

import sparky.tfrecord.decode.RecordDecoder

/** The rows that the decoder gives for bytes, without Spark. */
object RecordRows {

  /** The row of one record, which lies in the middle of an array. */
  def row(schema: StructType, record: Array[Byte], options: (String, String)*): Row = {
    val around = Array[Byte](1, 2, 3)
    val decoder = RecordDecoder.of(schema, new TFRecordOptions(options.toMap))
    val row = decoder.decode(around ++ record ++ around, around.length, record.length)
    CatalystTypeConverters.createToScalaConverter(schema)(row).asInstanceOf[Row]
  }
}
