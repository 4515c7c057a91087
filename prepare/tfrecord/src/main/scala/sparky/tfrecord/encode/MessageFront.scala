package sparky.tfrecord
package encode

import sparky.tfrecord.wire.{RecordBuffer, Varint}

/**
 * What stands before a message's bytes: tags and the lengths of the messages around it. As these
 * depend on the bytes, they come afterwards, into room that was left for them. The room is what the
 * last front took, which nearly always fits; where it does not, the bytes are moved.
 *
 * @param levels what stands before each length, from the outermost message inwards
 * @param packed whether the innermost length is that of a packed list, which is absent where it has
 *               no values
 */
final private[encode] class MessageFront(levels: Array[Array[Byte]], packed: Boolean) {
  import MessageFront._

  private val short = new Array[Array[Byte]](ShortLengths)
  private val lengths = new Array[Long](levels.length)
  private var width = 0

  /** Leaves room in `buffer` for the front, and returns where that begins. */
  def open(buffer: RecordBuffer): Int = {
    val start = buffer.length
    buffer.reserve(width.toLong)
    buffer.skip(width)
    start
  }

  /** Puts the front at `start`, before all bytes that were appended since it was opened. */
  def close(buffer: RecordBuffer, start: Int): Unit = {
    val length = buffer.length - start - width
    if (length >= ShortLengths) render(buffer, start, length)
    else {
      if (short(length) == null) short(length) = MessageFront.of(present(length), length)
      fit(buffer, start, short(length).length)
      buffer.setBytes(start, short(length))
    }
  }

  private def present(length: Int): Array[Array[Byte]] =
    if (packed && length == 0) levels.init else levels

  private def render(buffer: RecordBuffer, start: Int, length: Int): Unit = {
    fit(buffer, start, measure(length))
    var at = start
    var level = 0
    while (level < levels.length) {
      buffer.setBytes(at, levels(level))
      at = buffer.setVarint(at + levels(level).length, lengths(level))
      level += 1
    }
  }

  /** Finds the lengths, and returns the bytes that they take with what stands before them. */
  private def measure(length: Int): Int = {
    var total = length.toLong
    var level = levels.length - 1
    while (level >= 0) {
      lengths(level) = total
      total += levels(level).length + Varint.size(total)
      level -= 1
    }
    (total - length).toInt
  }

  /** Makes the room `needed` bytes wide. */
  private def fit(buffer: RecordBuffer, start: Int, needed: Int): Unit =
    if (needed != width) {
      buffer.move(start + width, needed - width)
      width = needed
    }
}

private object MessageFront {

  /** Fronts of messages shorter than this are kept: those of nearly all single values. */
  private val ShortLengths = 32

  /** The front of a message of `length` bytes. */
  def of(levels: Array[Array[Byte]], length: Int): Array[Byte] =
    levels.foldRight(Array.emptyByteArray) { (level, front) =>
      level ++ Varint.bytes(front.length.toLong + length) ++ front
    }
}
