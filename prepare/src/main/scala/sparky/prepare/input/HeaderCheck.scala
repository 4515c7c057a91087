package sparky.prepare.input

import sparky.prepare.InputError
import sparky.prepare.row.Utf8
import sparky.prepare.schema.InputFormat

/**
 * Checks that the first line of a file names the columns that the schema says.
 *
 * @param names
 *   the header's names in their order
 */
final case class HeaderCheck(format: InputFormat, names: Seq[String]) {

  /**
   * @throws InputError
   *   naming the file, its header and the one that the schema tells of
   */
  def check(file: InputFile, lines: LineReader): Unit = {
    val received = HeaderCheck.fields(format, lines)
    if (received != names)
      throw new InputError(
        s"${file.path}, line 1: expected the header ${shown(names)}, received ${shown(received)}"
      )
  }

  private def shown(header: Seq[String]): String = header.mkString(format.separator.toString)
}

object HeaderCheck {
  private val MaxShownBytes = 1 << 16

  /** The fields of the present line as text. */
  def fields(format: InputFormat, lines: LineReader): Seq[String] = {
    val text = Utf8.shown(lines.bytes, lines.start, lines.end, MaxShownBytes)
    val fields = text.split(java.util.regex.Pattern.quote(format.separator.toString), -1).toSeq
    if (format.trim) fields.map(f => f.dropWhile(_ == ' ').reverse.dropWhile(_ == ' ').reverse)
    else fields
  }
}
