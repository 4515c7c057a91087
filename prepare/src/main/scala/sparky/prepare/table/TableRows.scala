package sparky.prepare.table

import scala.util.control.NonFatal

import org.apache.spark.{TaskContext, TaskKilledException}
import org.apache.spark.paths.SparkPath
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{UnsafeProjection, UnsafeRow}
import org.apache.spark.unsafe.types.UTF8String

import sparky.prepare.{InputError, PreparationError}
import sparky.prepare.input.{InputFile, Split, SplitRows}
import sparky.prepare.row.{RowBatch, RowPlace}

/**
 * The rows of one split of a table, copied into batches as text.
 *
 * @param files
 *   all files of the table, or the table itself where its rows are not those of files
 * @param maxRows
 *   so many rows are read at most
 */
final class TableRows(
    files: Seq[InputFile],
    split: Split,
    layout: TableLayout,
    rows: Iterator[InternalRow],
    maxRows: Long
) extends SplitRows {
  private[this] val segments = split.segments.toArray
  private[this] val counts = new Array[Long](segments.length)
  private[this] val copier = new RowCopier(layout)
  private[this] val projection = UnsafeProjection.create(layout.schema)
  private[this] var present = 0
  private[this] var path = UTF8String.EMPTY_UTF8
  private[this] var taken = 0L

  def fill(batch: RowBatch): Boolean = {
    var more = true
    while (more && !batch.isFull) {
      more = hasNext
      if (more) {
        val place = batch.places(copier.copy(next(), batch))
        place.segment = present
        place.line = counts(present) - 1
        place.offset = RowPlace.NoOffset
      }
    }
    more
  }

  def skip(): Unit = while (hasNext) next()

  def fileOf(segment: Int): InputFile = files(segments(segment).file)

  def lineCounts: Array[Long] = counts.clone()

  def rowCount: Long = taken

  def close(): Unit = ()

  private def hasNext: Boolean = taken < maxRows && read(rows.hasNext)

  private def next(): UnsafeRow = {
    val row = read(rows.next()) match {
      case unsafe: UnsafeRow => unsafe
      case other             => projection(other)
    }
    layout.file.foreach(ordinal => enter(row.getUTF8String(ordinal)))
    counts(present) += 1
    taken += 1
    row
  }

  /** Moves to the segment of the file that a row is from; they come in their order. */
  private def enter(file: UTF8String): Unit = if (file != path) {
    path = file.copy()
    val name = SparkPath.fromUrlString(path.toString).toPath.toString
    present = segments.indexWhere(s => files(s.file).path == name, present)
    if (present < 0)
      throw new IllegalStateException(s"the split has no file $name from ${segments.toSeq} on")
  }

  private def read[A](step: => A): A =
    try step
    catch {
      case e @ (_: PreparationError | _: TaskKilledException) => throw e
      case NonFatal(e) if !TaskContext.get().isInterrupted() =>
        throw new InputError(
          s"${layout.place}: expected to read it to its end, received ${TableSession.cause(e)}",
          e
        )
    }
}
