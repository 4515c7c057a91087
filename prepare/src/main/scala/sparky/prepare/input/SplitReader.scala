package sparky.prepare.input

import java.io.{InputStream, IOException}

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{FSDataInputStream, Path}

import sparky.prepare.InputError
import sparky.prepare.storage.Storage

/**
 * Reads the rows of one split, file after file, as raw lines.
 *
 * @param files
 *   all files of the log
 * @param header
 *   how to check the first line of each file; none where files have no header
 * @param maxRows
 *   so many rows are read at most
 */
final class SplitReader(
    conf: Configuration,
    files: Seq[InputFile],
    split: Split,
    header: Option[HeaderCheck],
    maxRows: Long
) extends AutoCloseable {
  private[this] val storage = new Storage(conf)
  private[this] val segments = split.segments.toArray
  private[this] val counts = new Array[Long](segments.length)
  private[this] var present = -1
  private[this] var stored: FSDataInputStream = _
  private[this] var open: InputStream = _
  private[this] val reader = new LineReader
  private[this] var rows = 0L

  /** The present line. */
  def lines: LineReader = reader

  /** The file of a segment of the split. */
  def fileOf(segment: Int): InputFile = files(segments(segment).file)

  private def file: InputFile = fileOf(present)

  /** The place of the present line's segment in the split. */
  def segment: Int = present

  /** The number of the present line in its segment, from 0. */
  def lineInSegment: Long = counts(present) - 1

  /** Lines seen so far in each segment, headers too. */
  def lineCounts: Array[Long] = counts.clone()

  /** Rows seen so far. */
  def rowCount: Long = rows

  /** About how many bytes of the present file, as it lies there, the rows of it so far take. */
  def consumed: Long =
    (stored.getPos.toDouble * reader.nextOffset / math.max(1, reader.taken)).toLong

  /** Moves to the next row; false at the end of the split. */
  def next(): Boolean =
    try {
      val found = rows < maxRows && advance()
      if (found) rows += 1
      found
    } catch {
      case e: IOException => throw unreadable(e)
    }

  def close(): Unit = if (open != null) open.close()

  private def advance(): Boolean = {
    var found = present >= 0 && nextLine()
    while (!found && nextSegment()) found = nextLine()
    found
  }

  private def nextSegment(): Boolean = {
    close()
    val some = present + 1 < segments.length
    if (some) {
      present += 1
      start(segments(present))
    }
    some
  }

  private def nextLine(): Boolean = {
    val segment = segments(present)
    val inside = (file.whole || reader.nextOffset < segment.end) && reader.next()
    if (inside) counts(present) += 1
    if (inside && header.isDefined && reader.offset == 0) {
      header.get.check(file, reader)
      nextLine()
    } else inside
  }

  // A line belongs to the segment of its first byte: from the byte before the segment on, the next
  // line feed ends the last line that is not ours.
  private def start(segment: Segment): Unit = {
    val from = math.max(0, segment.start - 1)
    open = opened(file, from)
    reader.open(open, from)
    if (segment.start > 0) reader.next()
  }

  private def opened(file: InputFile, from: Long): InputStream = {
    stored = storage.open(new Path(file.path))
    open = stored
    stored.seek(from)
    Compression.of(file.path).fold[InputStream](stored)(_.text(stored, conf))
  }

  private def unreadable(cause: IOException): InputError = new InputError(
    s"${file.path}: expected to read it to its end, " +
      s"received ${cause.getClass.getSimpleName}: ${cause.getMessage}",
    cause
  )
}
