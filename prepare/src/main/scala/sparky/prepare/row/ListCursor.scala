package sparky.prepare.row

import org.apache.spark.unsafe.Platform

/** Moves through the values of one list after the other. */
sealed abstract class ListCursor {
  protected[this] var bytes: Array[Byte] = Array.emptyByteArray
  protected[this] var position = 0
  protected[this] var limit = 0
  protected[this] var from = 0
  protected[this] var until = 0

  /** Begins a list that stands in `list` from `start` until `end`. */
  def open(list: Array[Byte], start: Int, end: Int): Unit = {
    bytes = list
    position = start
    limit = end
  }

  /** Moves to the next value; false at the end of the list. */
  def next(): Boolean

  /** Where the present value begins. */
  final def start: Int = from

  /** The first byte beyond the present value; before its start where it is null. */
  final def end: Int = until
}

/** Values with a separator between them; an empty text is one empty value. */
final class SeparatedValues(separator: Char) extends ListCursor {
  private[this] val pattern = LineBytes.repeated(separator.toInt)

  // Behind the last value the position is beyond the list.
  def next(): Boolean = position <= limit && {
    val found = LineBytes.indexOf(bytes, pattern, position, limit)
    from = position
    until = if (found < 0) limit else found
    position = until + 1
    true
  }
}

/** Values with their length before each, as the arrays of a table are copied. */
final class CountedValues extends ListCursor {

  def next(): Boolean = position < limit && {
    val length = CountedValues.length(bytes, position)
    from = position + CountedValues.LengthBytes
    until = if (length == CountedValues.Null) from - 1 else from + length
    position = math.max(from, until)
    true
  }
}

object CountedValues {

  /** The length of a value that is null. */
  final val Null: Int = -1

  /** The bytes that a length takes. */
  final val LengthBytes: Int = 4

  def putLength(bytes: Array[Byte], length: Int): Unit =
    Platform.putInt(bytes, Platform.BYTE_ARRAY_OFFSET.toLong, length)

  private def length(bytes: Array[Byte], position: Int): Int =
    Platform.getInt(bytes, Platform.BYTE_ARRAY_OFFSET.toLong + position)
}
