package sparky.prepare.input

import org.apache.spark.SparkContext

/**
 * The lines and rows of every split, counted before the rows are parsed: what true line numbers and
 * a limit need.
 *
 * @param lines
 *   the lines of each segment of each split
 * @param rows
 *   the rows of each split
 */
final case class LineIndex(lines: IndexedSeq[Seq[Long]], rows: IndexedSeq[Long]) {

  /** The log of which only the first `limit` rows count, in the order of its files. */
  def limited(log: Log, limit: Long): Log = {
    val before = rows.scanLeft(0L)(_ + _)
    log.limitedTo(rows.indices.map(i => math.max(0, math.min(rows(i), limit - before(i)))))
  }
}

object LineIndex {

  /** Counts the lines of each split, of none more than `maxRows` rows. */
  def build(context: SparkContext, log: Log, maxRows: Long): LineIndex = {
    val counted = log.limitedTo(log.splits.map(_ => maxRows))
    val counts = counted
      .mapSplits(context) { (_, rows) =>
        rows.skip()
        Iterator.single((rows.lineCounts.toSeq, rows.rowCount))
      }
      .collect()
    LineIndex(counts.map(_._1).toIndexedSeq, counts.map(_._2).toIndexedSeq)
  }
}
