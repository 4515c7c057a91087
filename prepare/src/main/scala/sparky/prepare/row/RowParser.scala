package sparky.prepare.row

import sparky.prepare.input.LineReader

/**
 * Why a row is bad.
 *
 * @param column
 *   the column's name; none where the line as a whole is bad
 * @param received
 *   what stood there: at most 200 bytes, invalid UTF-8 as `\xNN`
 */
final case class BadRow(column: Option[String], expected: String, received: String)

/**
 * Splits a line into its fields and parses them, in the order of the checks of `schema/FORMAT.md`,
 * section 3.
 *
 * One parser serves one thread and is used for all its lines: a good row allocates nothing.
 */
final class RowParser(format: RowFormat) {
  import RowParser._

  /** The parsers of the columns in the order of the log; after a good row they hold its values. */
  val fields: Array[Field] = format.fields.toArray
  val label: Option[LabelField] = fields.collectFirst { case f: LabelField => f }
  val numbers: Array[NumberField] = fields.collect { case f: NumberField => f }
  val categorical: Array[CategoricalField] = fields.collect { case f: CategoricalField => f }
  val key: Option[KeyField] = fields.collectFirst { case f: KeyField => f }

  private[this] val separator = LineBytes.repeated(format.schema.input.separator.toInt)
  private[this] val trim = format.schema.input.trim
  private[this] val ends = new Array[Int](fields.length)
  private[this] var count = 0
  private[this] var plain = true

  /** Parses the present line of `lines`; the reason where the row is bad, else none. */
  def parse(lines: LineReader): Option[BadRow] = {
    val (bytes, start, end) = (lines.bytes, lines.start, lines.end)
    if (lines.length > LineReader.MaxLineBytes)
      bad(s"a line of at most ${LineReader.MaxLineBytes} bytes", s"${lines.length} bytes")
    else if (end > start && bytes(end - 1) == '\r') bad("a line that ends in LF alone", "CR LF")
    else if (end == start) bad(counted(fields.length), "an empty line")
    else {
      split(bytes, start, end)
      if (count != fields.length) bad(counted(fields.length), counted(count))
      else parseFields(bytes, start)
    }
  }

  /**
   * Finds the ends of the fields, and whether the line is ASCII without NUL and CR, eight bytes at
   * a time.
   */
  private def split(bytes: Array[Byte], start: Int, end: Int): Unit = {
    var found = 0
    var odd = 0L
    var position = start
    while (position < end) {
      val word = LineBytes.word(bytes, position)
      val inside = if (end - position >= 8) -1L else (1L << ((end - position) << 3)) - 1
      odd |= (word | LineBytes
        .matches(word, 0L) | LineBytes.matches(word, CarriageReturns)) & inside
      var hits = LineBytes.matches(word, separator) & inside
      while (hits != 0) {
        if (found < ends.length)
          ends(found) = position + (java.lang.Long.numberOfTrailingZeros(hits) >>> 3)
        found += 1
        hits &= hits - 1
      }
      position += 8
    }
    if (found < ends.length) ends(found) = end
    count = found + 1
    plain = (odd & TopBits) == 0
  }

  private def parseFields(bytes: Array[Byte], start: Int): Option[BadRow] = {
    var from = start
    var i = 0
    while (i < fields.length) {
      val field = fields(i)
      val good =
        if (trim) takeTrimmed(field, bytes, from, ends(i))
        else field.take(bytes, from, ends(i), plain)
      if (!good) return Some(badField(field, bytes))
      from = ends(i) + 1
      i += 1
    }
    None
  }

  private def takeTrimmed(field: Field, bytes: Array[Byte], start: Int, end: Int): Boolean = {
    var from = start
    var until = end
    while (from < until && bytes(from) == ' ') from += 1
    while (from < until && bytes(until - 1) == ' ') until -= 1
    field.take(bytes, from, until, plain)
  }

  private def badField(field: Field, bytes: Array[Byte]): BadRow =
    BadRow(
      Some(field.name),
      field.expected,
      Utf8.shown(bytes, field.start, field.end, MaxShownBytes)
    )

  private def bad(expected: String, received: String): Option[BadRow] =
    Some(BadRow(None, expected, received))

  private def counted(fields: Int): String = if (fields == 1) "1 field" else s"$fields fields"
}

object RowParser {
  private val MaxShownBytes = 200
  final private val TopBits = 0x8080808080808080L
  private val CarriageReturns = LineBytes.repeated('\r')
}
