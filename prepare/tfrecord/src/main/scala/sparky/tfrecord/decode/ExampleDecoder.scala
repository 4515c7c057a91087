package sparky.tfrecord
package decode

import org.apache.spark.sql.catalyst.expressions.UnsafeRow
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter
import org.apache.spark.sql.types.StructType

import sparky.tfrecord.layout.RecordLayout
import sparky.tfrecord.wire.MessageInput

/**
 * `tf.train.Example`s and `tf.train.SequenceExample`s: a record is scanned once for where the
 * features asked for lie, then the columns are written in their order.
 */
final private[tfrecord] class ExampleDecoder private (
    layout: RecordLayout,
    options: TFRecordOptions
) extends RecordDecoder {
  private val input = new MessageInput
  private val row = new UnsafeRowWriter(layout.columns.length)
  private val featureLists = layout.columns.flatMap(_.featureLists)
  private val features = layout.columns.flatMap(_.features).diff(featureLists)
  private val lists = new FeatureMap(input, featureLists, all = false)
  private val context = new FeatureMap(input, features, all = false)
  private val scan = new RecordScan(input, context, lists, options.recordType)
  private val columns = {
    val decoders = new ColumnDecoders(context, lists, new ValueList(input), options.allowNarrowing)
    layout.columns.map(decoders.of(_, row)).toArray
  }

  override def decode(record: Array[Byte], offset: Int, length: Int): UnsafeRow = {
    scan.scan(record, offset, length)
    row.reset()
    row.zeroOutNullBytes()
    var i = 0
    while (i < columns.length) {
      columns(i).decode(i)
      i += 1
    }
    row.getRow
  }
}

private[tfrecord] object ExampleDecoder {

  /** @throws TFRecordException naming a column that a record cannot hold */
  def of(required: StructType, options: TFRecordOptions): ExampleDecoder =
    new ExampleDecoder(RecordLayout.of(required, options), options)
}
