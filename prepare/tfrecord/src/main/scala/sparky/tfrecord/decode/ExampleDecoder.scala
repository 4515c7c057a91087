package sparky.tfrecord
package decode

import org.apache.spark.sql.catalyst.expressions.UnsafeRow
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter
import org.apache.spark.sql.types.StructType

import sparky.tfrecord.layout.RecordLayout
import sparky.tfrecord.wire.RecordInput

/**
 * `tf.train.Example`s and `tf.train.SequenceExample`s: a record is scanned once for where the
 * features asked for lie, then the columns are written in their order.
 */
final private[tfrecord] class ExampleDecoder private (
    layout: RecordLayout,
    options: TFRecordOptions
) extends RecordDecoder {
  import ExampleDecoder._

  private val input = new RecordInput
  private val row = new UnsafeRowWriter(layout.columns.length)
  private val featureLists = layout.columns.flatMap(_.featureLists)
  private val lists = new FeatureMap(input, featureLists)
  private val context =
    new FeatureMap(input, layout.columns.flatMap(_.features).diff(featureLists))
  private val columns = {
    val decoders = new ColumnDecoders(context, lists, new ValueList(input), options.allowNarrowing)
    layout.columns.map(decoders.of(_, row)).toArray
  }
  private val lastField =
    if (options.recordType == RecordType.SequenceExample) ListsField else ContextField

  override def decode(record: Array[Byte], offset: Int, length: Int): UnsafeRow = {
    input.restart(record, offset, length)
    context.restart()
    lists.restart()
    scan()
    row.reset()
    row.zeroOutNullBytes()
    var i = 0
    while (i < columns.length) {
      columns(i).decode(i)
      i += 1
    }
    row.getRow
  }

  private def scan(): Unit = {
    val end = input.end
    while (input.position < end) {
      val tag = input.tag(end)
      if (tag == ContextTag) context.scan(input.lengthEnd(end))
      else if (tag == ListsTag && lastField == ListsField) lists.scan(input.lengthEnd(end))
      else input.skip(tag, lastField, end)
    }
  }
}

private[tfrecord] object ExampleDecoder {

  /** `Example.features`, or `SequenceExample.context`. */
  private val ContextField = 1
  private val ContextTag = 0x0a

  /** `SequenceExample.feature_lists`. */
  private val ListsField = 2
  private val ListsTag = 0x12

  /** @throws TFRecordException naming a column that a record cannot hold */
  def of(required: StructType, options: TFRecordOptions): ExampleDecoder =
    new ExampleDecoder(RecordLayout.of(required, options), options)
}
