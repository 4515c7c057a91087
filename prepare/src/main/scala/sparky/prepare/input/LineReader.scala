package sparky.prepare.input

import java.io.InputStream

import sparky.prepare.row.LineBytes

/** Reads lines as raw bytes, of one text after the other; a line ends in LF, or with the text. */
final class LineReader {
  import LineReader._

  /**
   * Holds the present line from `start` until `end`, followed by at least [[LineBytes.Padding]]
   * bytes.
   */
  val bytes: Array[Byte] = new Array[Byte](CapacityBytes + LineBytes.Padding)
  private[this] var lineStart = 0
  private[this] var lineEnd = 0
  private[this] var lineLength = 0L
  private[this] var position = 0
  private[this] var limit = 0
  private[this] var base = 0L
  private[this] var lineOffset = 0L
  private[this] var in: InputStream = InputStream.nullInputStream()
  private[this] var ended = true

  /**
   * Begins a text.
   *
   * @param firstOffset
   *   the offset in the file's text of the first byte that `text` gives
   */
  def open(text: InputStream, firstOffset: Long): Unit = {
    in = text
    base = firstOffset
    position = 0
    limit = 0
    ended = false
  }

  def start: Int = lineStart

  def end: Int = lineEnd

  /**
   * Bytes of the present line; above [[LineReader.MaxLineBytes]] the buffer holds only a part of
   * it.
   */
  def length: Long = lineLength

  /** The offset of the present line in the file's text. */
  def offset: Long = lineOffset

  /** The offset of the next line in the file's text. */
  def nextOffset: Long = base + position

  /** The offset in the file's text of the first byte that is not yet in the buffer. */
  def taken: Long = base + limit

  /** Moves to the next line; false at the end of the text. */
  def next(): Boolean = {
    lineOffset = nextOffset
    var found = LineBytes.indexOf(bytes, LineFeed, position, limit)
    while (found < 0 && limit - position <= MaxLineBytes && !ended) {
      val searched = limit - position
      refill()
      found = LineBytes.indexOf(bytes, LineFeed, position + searched, limit)
    }
    if (found >= 0) take(found, found + 1)
    else if (ended) take(limit, limit)
    else skipLongLine()
  }

  private def take(end: Int, next: Int): Boolean = {
    val some = next > position
    lineStart = position
    lineEnd = end
    lineLength = end - position
    position = next
    some
  }

  // The line's bytes are counted and dropped, so that no line needs more memory than the buffer.
  private def skipLongLine(): Boolean = {
    var found = -1
    while (found < 0 && !ended) {
      position = limit
      refill()
      found = LineBytes.indexOf(bytes, LineFeed, position, limit)
    }
    lineStart = position
    lineEnd = if (found >= 0) found else limit
    lineLength = base + lineEnd - lineOffset
    position = if (found >= 0) found + 1 else limit
    true
  }

  /** Moves what is not yet read to the front and reads more behind it. */
  private def refill(): Unit = {
    val rest = limit - position
    System.arraycopy(bytes, position, bytes, 0, rest)
    base += position
    position = 0
    limit = rest
    val count = in.read(bytes, limit, math.min(ReadBytes, CapacityBytes - limit))
    if (count < 0) ended = true else limit += count
  }
}

object LineReader {

  /** A longer line is a bad row. */
  val MaxLineBytes: Int = 1 << 20
  // So much passes through the second cache on its way from the system.
  private val ReadBytes = 1 << 18
  private val CapacityBytes = MaxLineBytes + ReadBytes
  private val LineFeed: Long = LineBytes.repeated('\n')
}
