package sparky.prepare.input

import sparky.prepare.row.RowBatch

/** The rows of one split, in the order of the log, of which only so many count as the log says. */
trait SplitRows extends AutoCloseable {

  /** Adds rows to a batch until it is full; false where the split has no more. */
  def fill(batch: RowBatch): Boolean

  /** Passes over the rows that are left. */
  def skip(): Unit

  /** The file of a segment of the split. */
  def fileOf(segment: Int): InputFile

  /** Lines seen so far in each segment, headers too; of a table its rows. */
  def lineCounts: Array[Long]

  /** Rows seen so far. */
  def rowCount: Long
}
