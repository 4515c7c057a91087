package sparky.prepare.reject

import java.io.{DataInput, DataOutput}

import sparky.prepare.Json
import sparky.prepare.row.{BadRow, RowPlace}

/**
 * A bad row and where it stands.
 *
 * @param file
 *   the file's name below the folder that all input files share
 * @param offset
 *   the byte offset of the line in its file, of the text where that is compressed; none of a row
 *   of a table
 * @param segment
 *   the place of the line's segment in its split
 * @param line
 *   the number of the line in its segment, from 0; in its file, from 1, once it is numbered
 * @param after
 *   good rows of the same part before it
 */
final case class Reject(
    file: String,
    offset: Option[Long],
    segment: Int,
    line: Long,
    row: BadRow,
    after: Long
) {

  /**
   * With the number of the line in its file.
   *
   * @param bases
   *   the lines before each segment of the split, in the segment's file
   */
  def numbered(bases: Seq[Long]): Reject = copy(line = bases(segment) + line + 1)

  /** The line of a file of rejects, `schema/FORMAT.md`, section 8. */
  def json: Array[Byte] = {
    val node = Json.obj().put("file", file)
    offset.fold(node.putNull("offset"))(node.put("offset", _))
    node.put("line", line)
    node.put("column", row.column.orNull).put("expected", row.expected)
    Json.line(node.put("received", row.received).put("after", after))
  }

  /** For a person: `FILE, line N, column C: expected X, received Y`. */
  def message: String = {
    val column = row.column.fold("")(c => s", column $c")
    s"$file, line $line$column: expected ${row.expected}, received ${Reject.shown(row.received)}"
  }

  def write(out: DataOutput): Unit = {
    out.writeUTF(file)
    out.writeLong(offset.getOrElse(RowPlace.NoOffset))
    out.writeInt(segment)
    out.writeLong(line)
    out.writeUTF(row.column.getOrElse(""))
    out.writeUTF(row.expected)
    out.writeUTF(row.received)
    out.writeLong(after)
  }
}

object Reject {

  /** Reads what [[Reject.write]] wrote. */
  def read(in: DataInput): Reject = {
    val (file, offset) = (in.readUTF(), Some(in.readLong()).filter(_ != RowPlace.NoOffset))
    val (segment, line) = (in.readInt(), in.readLong())
    val column = Some(in.readUTF()).filter(_.nonEmpty)
    Reject(file, offset, segment, line, BadRow(column, in.readUTF(), in.readUTF()), in.readLong())
  }

  // Nothing is shown as the empty text in quotes, so that the message does not end in the air.
  private def shown(received: String): String = if (received.isEmpty) "\"\"" else received
}
