package sparky.prepare.row

import sparky.prepare.input.LineReader
import sparky.prepare.schema.InputFormat

/**
 * Splits lines into the fields of a batch; a line that cannot be a row becomes a bad one.
 *
 * The checks are the first of `schema/FORMAT.md`, section 3, in their order: the line's length, a
 * trailing CR, emptiness, the number of fields.
 *
 * @param fields
 *   the fields that a row must have
 */
final class LineSplitter(input: InputFormat, fields: Int) {
  import LineSplitter._

  private[this] val separator = LineBytes.repeated(input.separator.toInt)
  private[this] val trim = input.trim

  /** Adds the present line of `lines` to a batch that is not full; the number of the row. */
  def add(lines: LineReader, batch: RowBatch): Int = {
    val bytes = lines.bytes
    val start = lines.start
    val end = lines.end
    if (lines.length > LineReader.MaxLineBytes)
      bad(batch, s"a line of at most ${LineReader.MaxLineBytes} bytes", s"${lines.length} bytes")
    else if (end > start && bytes(end - 1) == '\r')
      bad(batch, "a line that ends in LF alone", "CR LF")
    else if (end == start) bad(batch, counted(fields), "an empty line")
    else split(batch, batch.append(bytes, start, end), end - start)
  }

  private def split(batch: RowBatch, start: Int, length: Int): Int = {
    val count = findFields(batch, start, start + length)
    if (count != fields) bad(batch, counted(fields), counted(count))
    else {
      if (trim) trimFields(batch)
      batch.endRow()
    }
  }

  /**
   * Finds the fields, and whether the line is ASCII without control characters but the separator,
   * eight bytes at a time; returns how many fields there are. A borrow may make a space look odd,
   * which costs a check of the text and no more.
   */
  private def findFields(batch: RowBatch, start: Int, end: Int): Int = {
    val bytes = batch.bytes
    val spans = batch.spans
    val last = batch.rows + (fields - 1) * RowBatch.Stride
    var at = batch.rows
    var from = start
    var found = 1
    var odd = 0L
    var position = start
    while (position < end) {
      val word = LineBytes.word(bytes, position)
      val inside = if (end - position >= 8) -1L else (1L << ((end - position) << 3)) - 1
      var hits = LineBytes.matches(word, separator) & inside
      odd |= (word | ((word - Spaces) & ~word & ~hits)) & inside
      while (hits != 0) {
        val place = position + LineBytes.first(hits)
        if (at < last) {
          spans(at) = RowBatch.span(from, place)
          at += RowBatch.Stride
          from = place + 1
        }
        found += 1
        hits &= hits - 1
      }
      position += 8
    }
    spans(at) = RowBatch.span(from, end)
    batch.plain(batch.rows) = (odd & TopBits) == 0
    found
  }

  private def trimFields(batch: RowBatch): Unit = {
    val bytes = batch.bytes
    (0 until fields).foreach { field =>
      var start = batch.start(field, batch.rows)
      var end = batch.end(field, batch.rows)
      while (start < end && bytes(start) == ' ') start += 1
      while (start < end && bytes(end - 1) == ' ') end -= 1
      batch.spans(field * RowBatch.Stride + batch.rows) = RowBatch.span(start, end)
    }
  }

  private def bad(batch: RowBatch, expected: String, received: String): Int =
    batch.endBadRow(BadRow(None, expected, received))

  private def counted(fields: Int): String = if (fields == 1) "1 field" else s"$fields fields"
}

object LineSplitter {
  final private val TopBits = 0x8080808080808080L
  private val Spaces = LineBytes.repeated(' ')
}
