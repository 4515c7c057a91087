package sparky.prepare.publish

import java.io.{ByteArrayOutputStream, OutputStream}
import java.nio.charset.StandardCharsets.{US_ASCII, UTF_8}
import java.util.Arrays

import sparky.prepare.ContractError
import sparky.prepare.rank.{Entries, EntryWriter, Vocabulary}
import sparky.prepare.row.{LineBytes, NumberGrammar, Utf8}

/**
 * A vocabulary as CSV: RFC 4180, UTF-8, the header `value,count`, in the order of the ids from 1.
 */
object VocabularyCsv {
  private val Header = "value,count\r\n".getBytes(US_ASCII)
  private val LineEnd = "\r\n".getBytes(US_ASCII)

  def write(vocabulary: Vocabulary): Array[Byte] = {
    val out = new ByteArrayOutputStream
    out.write(Header)
    vocabulary.foreach { (_, position) =>
      writeValue(Entries.bytes(vocabulary.words, position), out)
      val count = Entries.number(vocabulary.words(position))
      out.write(s",$count".getBytes(US_ASCII))
      out.write(LineEnd)
    }
    out.toByteArray
  }

  private def writeValue(value: Array[Byte], out: OutputStream): Unit =
    if (value.isEmpty || value.contains(',') || value.contains('"')) {
      out.write('"')
      value.foreach { byte =>
        if (byte == '"') out.write('"')
        out.write(byte.toInt)
      }
      out.write('"')
    } else out.write(value)

  /**
   * Reads what [[write]] wrote.
   *
   * @param source
   *   the file's path, for the message
   * @throws ContractError
   *   `SOURCE, line N: expected …, received …`
   */
  def read(csv: Array[Byte], source: String): Vocabulary = new Reader(csv, source).vocabulary

  /** Values hold no line break, so a line of the file is a line of the table. */
  final private class Reader(csv: Array[Byte], source: String) {
    private val bytes = Arrays.copyOf(csv, csv.length + LineBytes.Padding)
    private val lineFeed = LineBytes.repeated('\n')
    private val writer = new EntryWriter
    private var line = 1
    private var position = 0

    def vocabulary: Vocabulary = {
      if (!Arrays.equals(Header, Arrays.copyOf(csv, Header.length)))
        refuse("the header value,count", position, lineEnd)
      position = Header.length
      while (position < csv.length) {
        line += 1
        readEntry(position, lineEnd)
      }
      Vocabulary(writer.result, line - 1)
    }

    private def lineEnd: Int = {
      val found = LineBytes.indexOf(bytes, lineFeed, position, csv.length)
      if (found < 0) csv.length else found + 1
    }

    private def readEntry(start: Int, end: Int): Unit = {
      val comma = csv.lastIndexOf(',', end - 1)
      val ended = end - start >= LineEnd.length && csv(end - 1) == '\n' && csv(end - 2) == '\r'
      val count =
        if (ended && comma >= start) NumberGrammar.integer(bytes, comma + 1, end - 2) else -1L
      if (count < 0 || count > Entries.MaxNumber) refuse("a value, a count and CR LF", start, end)
      val value = unquoted(start, comma, end)
      writer.add(Arrays.copyOf(value, value.length + LineBytes.Padding), 0, value.length, count)
      position = end
    }

    private def unquoted(start: Int, comma: Int, end: Int): Array[Byte] = {
      val raw = Arrays.copyOfRange(csv, start, comma)
      val quoted = raw.length >= 2 && raw.head == '"' && raw.last == '"'
      val value = if (quoted) withoutDoubles(raw) else raw
      val wellFormed =
        if (quoted) value.count(_ == '"') * 2 == raw.count(_ == '"') - 2 else plain(raw)
      if (!wellFormed) refuse("a value quoted as RFC 4180 says", start, end)
      value
    }

    private def plain(raw: Array[Byte]): Boolean =
      raw.nonEmpty && !raw.contains('"') && !raw.contains(',')

    private def withoutDoubles(raw: Array[Byte]): Array[Byte] =
      new String(raw, 1, raw.length - 2, UTF_8).replace("\"\"", "\"").getBytes(UTF_8)

    private def refuse(expected: String, start: Int, end: Int): Nothing =
      throw new ContractError(
        s"$source, line $line: expected $expected, received ${Utf8.shown(bytes, start, end, 200)}"
      )
  }
}
