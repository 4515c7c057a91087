package sparky.prepare.row

import java.util.Arrays

/**
 * Some rows of the log, one after the other, with the place of every field.
 *
 * Columns are parsed, counted and looked up batch by batch rather than row by row: a loop over one
 * column has its map in the cache, and its misses do not wait for each other.
 *
 * @param fields
 *   the fields of a row
 */
final class RowBatch(fields: Int) {
  import RowBatch._

  private[this] var buffer = new Array[Byte](StartBytes + LineBytes.Padding)
  private[this] var used = 0
  private[this] var count = 0
  private[this] var marked = 0
  private[this] var ended = 0
  private[this] val faults = new Array[BadRow](Capacity)
  private[this] val leaving = new Array[Boolean](Capacity)

  /**
   * Where field f of row r is in [[bytes]], see [[RowBatch.span]]: at `f * Stride + r`, since rows
   * come one by one, but fields are parsed column by column.
   */
  val spans: Array[Long] = new Array[Long](fields * Stride)

  /** Whether a row is ASCII without NUL and CR, so that no text in it needs a check. */
  val plain: Array[Boolean] = new Array[Boolean](Capacity)

  /** Where each row stands in the log. */
  val places: Array[RowPlace] = Array.fill(Capacity)(new RowPlace)

  /** Holds the fields; at least [[LineBytes.Padding]] bytes follow the last one. */
  def bytes: Array[Byte] = buffer

  def rows: Int = count

  /** The bytes of the lines. */
  def size: Int = used + count

  /** Where a field of a row begins in [[bytes]]. */
  def start(field: Int, row: Int): Int = startOf(spans(field * Stride + row))

  /** The first byte beyond a field of a row. */
  def end(field: Int, row: Int): Int = endOf(spans(field * Stride + row))

  /** Whether no further row may be added. */
  def isFull: Boolean = count == Capacity || used >= FullBytes

  def clear(): Unit = {
    Arrays.fill(faults.asInstanceOf[Array[AnyRef]], 0, count, null)
    Arrays.fill(leaving, 0, count, false)
    used = 0
    ended = 0
    count = 0
    marked = 0
  }

  /** Copies bytes behind those of the rows so far; returns where they begin. */
  def append(source: Array[Byte], start: Int, end: Int): Int = {
    val length = end - start
    if (used + length + LineBytes.Padding > buffer.length)
      buffer = Arrays.copyOf(buffer, math.max(buffer.length * 2, used + length + LineBytes.Padding))
    System.arraycopy(source, start, buffer, used, length)
    used += length
    used - length
  }

  /** Ends a row whose fields are in their places; its number. */
  def endRow(): Int = {
    places(count).start = ended
    places(count).end = used
    ended = used
    count += 1
    count - 1
  }

  /** Ends a row that has no fields to parse, since as a whole it is bad. */
  def endBadRow(fault: BadRow): Int = {
    (0 until fields).foreach(field => spans(field * Stride + count) = span(used, used))
    plain(count) = true
    refuse(count, fault)
    endRow()
  }

  /** Marks a row as bad; the first reason stays. */
  def refuse(row: Int, fault: => BadRow): Unit = if (faults(row) == null) {
    faults(row) = fault
    leave(row)
  }

  /** Marks a row that [[removeMarked]] is to remove. */
  def leave(row: Int): Unit = if (!leaving(row)) {
    leaving(row) = true
    marked += 1
  }

  /** Whether any row is bad, or is to leave. */
  def hasMarked: Boolean = marked > 0

  /** Whether a row is bad, or is to leave. */
  def isMarked(row: Int): Boolean = leaving(row)

  /** Why a row is bad; none where it is good. */
  def fault(row: Int): Option[BadRow] = Option(faults(row))

  /** Removes the marked rows; what was parsed of the others has to be parsed anew. */
  def removeMarked(): Unit = {
    var kept = 0
    var row = 0
    while (row < count) {
      if (!leaving(row)) {
        if (kept < row) move(row, kept)
        kept += 1
      }
      row += 1
    }
    Arrays.fill(faults.asInstanceOf[Array[AnyRef]], 0, count, null)
    Arrays.fill(leaving, 0, count, false)
    count = kept
    marked = 0
  }

  private def move(row: Int, to: Int): Unit = {
    (0 until fields).foreach { field =>
      spans(field * Stride + to) = spans(field * Stride + row)
    }
    plain(to) = plain(row)
    val place = places(to)
    places(to) = places(row)
    places(row) = place
  }
}

object RowBatch {

  /**
   * The most rows of a batch: enough that look-ups overlap, so few that a batch stays in the cache.
   */
  final val Capacity: Int = 256

  /** The distance of fields in [[RowBatch.spans]]: no power of two, which caches do not like. */
  final val Stride: Int = Capacity + 8

  /** A place in [[RowBatch.bytes]], from `start` until `end`. */
  def span(start: Int, end: Int): Long = (end.toLong << 32) | start

  def startOf(span: Long): Int = span.toInt

  def endOf(span: Long): Int = (span >> 32).toInt

  /** A batch of so many bytes is full, and may hold one more line. */
  private val FullBytes = 1 << 20
  private val StartBytes = 1 << 17
}

/**
 * Where a row stands in the log: its segment of the split, its line there from 0, its offset; and
 * where its bytes are in the batch.
 */
final class RowPlace {
  var segment: Int = 0
  var start: Int = 0
  var end: Int = 0
  var line: Long = 0L
  var offset: Long = RowPlace.NoOffset
}

object RowPlace {

  /** The offset of a row that is no line of text. */
  final val NoOffset: Long = -1L
}
