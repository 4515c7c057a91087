package sparky.prepare.input

import org.apache.hadoop.conf.Configuration

import sparky.prepare.row.{LineBytes, RowFormat}
import sparky.prepare.schema.FeatureSchema

/** Finds out whether a log has the label's column, where nobody said. */
object LabelPresence {

  /**
   * Decided by the first line that has all columns or all but the label; a header is such a line. A
   * log without such a line has the label: then every row of it is bad, and the rejects say why.
   */
  def detect(conf: Configuration, files: Seq[InputFile], schema: FeatureSchema): Boolean = {
    val all = schema.columns.size
    val whole = Splits.cut(files, 1).head
    val reader = new SplitReader(conf, files, whole, None, Long.MaxValue)
    val separator = LineBytes.repeated(schema.input.separator.toInt)
    try {
      var fields = 0
      while (fields != all && fields != all - 1 && reader.next())
        fields = fieldCount(reader.lines, separator)
      fields != all - 1
    } finally reader.close()
  }

  /** The names that the header must have. */
  def header(format: RowFormat): Option[HeaderCheck] = {
    val input = format.schema.input
    if (input.header) Some(HeaderCheck(input, format.columns.map(_.header))) else None
  }

  /** The fields of a line that is neither empty nor too long nor ended by CR; else 0. */
  private def fieldCount(lines: LineReader, separator: Long): Int = {
    val (bytes, start, end) = (lines.bytes, lines.start, lines.end)
    val wellFormed =
      lines.length <= LineReader.MaxLineBytes && end > start && bytes(end - 1) != '\r'
    if (wellFormed) 1 + separators(bytes, separator, start, end) else 0
  }

  private def separators(bytes: Array[Byte], separator: Long, start: Int, end: Int): Int = {
    var count = 0
    var place = LineBytes.indexOf(bytes, separator, start, end)
    while (place >= 0) {
      count += 1
      place = LineBytes.indexOf(bytes, separator, place + 1, end)
    }
    count
  }
}
