package sparky.tfrecord
package infer

import org.apache.spark.unsafe.Platform

import sparky.tfrecord.decode.ValueList
import sparky.tfrecord.layout.FeatureKind
import sparky.tfrecord.wire.{BytesList, MessageInput, Utf8}

/** One feature, or the steps of one feature list, in the records of a file. */
final private[tfrecord] class FeatureObserver(val name: String) {
  private var bytes, floats, int64s = false
  private var single = true
  private var text = true

  /** Takes note of one list. */
  def observe(list: ValueList): Unit = {
    if (list.count != 1) single = false
    if (list.tag == FeatureKind.Int64s.tag) int64s = true
    else if (list.tag == FeatureKind.Floats.tag) floats = true
    else {
      bytes = true
      if (text) text = isText(list)
    }
  }

  /** What the lists of `file` hold. */
  def result(file: String): ObservedFeature = {
    def seen(kind: Boolean): Option[String] = if (kind) Some(file) else None
    ObservedFeature(seen(bytes), seen(floats), seen(int64s), single, text)
  }

  private def isText(list: ValueList): Boolean = {
    val input = list.input
    var valid = true
    input.position = list.from
    while (valid && input.position < list.to) {
      val end = BytesList.next(input, list.to)
      if (end >= 0) {
        valid = isText(input, end)
        input.position = end
      }
    }
    valid
  }

  private def isText(input: MessageInput, end: Int): Boolean = {
    val offset = Platform.BYTE_ARRAY_OFFSET.toLong + input.position
    Utf8.isValid(input.bytes, offset, end - input.position)
  }
}
