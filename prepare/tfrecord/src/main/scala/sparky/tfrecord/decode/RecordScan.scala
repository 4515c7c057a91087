package sparky.tfrecord
package decode

import sparky.tfrecord.wire.MessageInput

/**
 * Finds the features of a record, and of a `SequenceExample` its feature lists. Both messages have
 * the map of features in field 1 (TensorFlow, `example.proto`).
 */
final private[tfrecord] class RecordScan(
    input: MessageInput,
    context: FeatureMap,
    lists: FeatureMap,
    recordType: RecordType
) {
  import RecordScan._

  private val lastField = if (recordType == RecordType.SequenceExample) ListsField else ContextField

  /** Scans the record that lies in the `length` bytes at `offset`. */
  def scan(record: Array[Byte], offset: Int, length: Int): Unit = {
    input.restart(record, offset, length)
    context.restart()
    lists.restart()
    val end = input.end
    while (input.position < end) {
      val tag = input.tag(end)
      if (tag == ContextTag) context.scan(input.lengthEnd(end))
      else if (tag == ListsTag && lastField == ListsField) lists.scan(input.lengthEnd(end))
      else input.skip(tag, lastField, end)
    }
  }
}

private object RecordScan {

  /** `Example.features`, or `SequenceExample.context`. */
  private val ContextField = 1
  private val ContextTag = 0x0a

  /** `SequenceExample.feature_lists`. */
  private val ListsField = 2
  private val ListsTag = 0x12
}
