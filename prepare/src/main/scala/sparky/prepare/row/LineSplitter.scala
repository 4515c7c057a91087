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
    val starts = batch.starts
    val ends = batch.ends
    val first = batch.rows * fields
    var found = 0
    var odd = 0L
    var position = start
    starts(first) = start
    while (position < end) {
      val word = LineBytes.word(bytes, position)
      val inside = if (end - position >= 8) -1L else (1L << ((end - position) << 3)) - 1
      var hits = LineBytes.matches(word, separator) & inside
      odd |= (word | ((word - Spaces) & ~word & ~hits)) & inside
      while (hits != 0) {
        val place = position + LineBytes.first(hits)
        if (found < fields - 1) {
          ends(first + found) = place
          starts(first + found + 1) = place + 1
        }
        found += 1
        hits &= hits - 1
      }
      position += 8
    }
    ends(first + fields - 1) = end
    batch.plain(batch.rows) = (odd & TopBits) == 0
    found + 1
  }

  private def trimFields(batch: RowBatch): Unit = {
    val (bytes, starts, ends) = (batch.bytes, batch.starts, batch.ends)
    var i = batch.rows * fields
    val end = i + fields
    while (i < end) {
      while (starts(i) < ends(i) && bytes(starts(i)) == ' ') starts(i) += 1
      while (starts(i) < ends(i) && bytes(ends(i) - 1) == ' ') ends(i) -= 1
      i += 1
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
