package sparky.tfrecord
package decode

import org.apache.spark.sql.catalyst.expressions.codegen.{UnsafeArrayWriter, UnsafeRowWriter}

import sparky.tfrecord.wire.BytesList

/**
 * An array of arrays: the steps of a feature list, each a Feature. A step of no kind is a null.
 */
final private[tfrecord] class FeatureListDecoder(
    feature: FeatureSlot,
    list: ValueList,
    element: ElementDecoder,
    row: UnsafeRowWriter
) extends ColumnDecoder {
  import FeatureListDecoder._

  private val steps = new UnsafeArrayWriter(row, OffsetAndSizeBytes)
  private val values = new UnsafeArrayWriter(steps, element.elementSize)

  override def decode(ordinal: Int): Unit =
    if (!feature.isThere) row.setNullAt(ordinal)
    else {
      val start = row.cursor()
      // A FeatureList has the form of a BytesList: each step is a value of field 1 with a length.
      val count = BytesList.count(list.input, feature.start, feature.end)
      RowRoom.array(steps, count, OffsetAndSizeBytes, 0, feature.name)
      decodeSteps()
      row.setOffsetAndSizeFromPreviousCursor(ordinal, start)
    }

  private def decodeSteps(): Unit = {
    val input = list.input
    var step = 0
    input.position = feature.start
    while (input.position < feature.end) {
      val end = BytesList.next(input, feature.end)
      if (end >= 0) {
        decodeStep(step, end)
        input.position = end
        step += 1
      }
    }
  }

  private def decodeStep(step: Int, end: Int): Unit =
    if (!list.open(list.input.position, end, feature.name)) steps.setNull8Bytes(step)
    else {
      val start = steps.cursor()
      element.many(list, values)
      steps.setOffsetAndSizeFromPreviousCursor(step, start)
    }
}

private object FeatureListDecoder {

  /** What Spark has in the fixed part for each inner array. */
  private val OffsetAndSizeBytes = 8
}
