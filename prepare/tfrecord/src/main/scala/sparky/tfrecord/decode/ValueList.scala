package sparky.tfrecord
package decode

import sparky.tfrecord.layout.FeatureKind
import sparky.tfrecord.wire.{BytesList, FloatList, Int64List, MessageInput}

/** The one list of a `Feature`: its kind, and where its values lie. */
final private[tfrecord] class ValueList(val input: MessageInput) {
  import ValueList._

  /** The tag of its kind, or 0 where the Feature has none, which stands for a null. */
  var tag: Int = NoKind

  /** Where the list message begins, and the place behind it. */
  var from = 0
  var to = 0

  /** Opens the feature's list; false where it is not there or has no kind. */
  def open(feature: FeatureSlot): Boolean =
    feature.isThere && open(feature.start, feature.end, feature.name)

  /**
   * Opens the list of the Feature from `start` to `end`. Of several, TensorFlow takes the first, and
   * protobuf the last or all: that is an error.
   */
  def open(start: Int, end: Int, column: String): Boolean = {
    tag = NoKind
    input.position = start
    while (input.position < end) {
      val next = input.tag(end)
      if (next == Bytes || next == Floats || next == Int64s)
        take(next, input.lengthEnd(end), column)
      else input.skip(next, LastField, end)
    }
    tag != NoKind
  }

  /** The number of its values. */
  def count: Int =
    if (tag == Bytes) BytesList.count(input, from, to)
    else if (tag == Floats) FloatList.count(input, from, to)
    else Int64List.count(input, from, to)

  def requireOne(count: Int, column: String): Unit =
    if (count != 1) throw new ValueException(s"column $column", "one value", s"$count")

  def requireKind(expected: FeatureKind, column: String): Unit =
    if (tag != expected.tag) throw otherKind(expected.name, column)

  /** The error of a list that is of another kind than a column's type demands. */
  def otherKind(expected: String, column: String): ValueException =
    new ValueException(s"column $column", expected, kind(tag))

  private def take(next: Int, end: Int, column: String): Unit = {
    if (tag != NoKind) {
      throw new ValueException(s"column $column", "one list", s"${kind(tag)} and ${kind(next)}")
    }
    tag = next
    from = input.position
    to = end
    input.position = end
  }
}

private object ValueList {
  private val NoKind = 0
  private val Bytes = FeatureKind.Bytes.tag
  private val Floats = FeatureKind.Floats.tag
  private val Int64s = FeatureKind.Int64s.tag
  private val LastField = 3

  private def kind(tag: Int): String =
    FeatureKind.All.find(_.tag == tag).fold("no kind")(_.name)
}
