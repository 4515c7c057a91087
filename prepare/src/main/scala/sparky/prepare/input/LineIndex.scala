package sparky.prepare.input

import org.apache.hadoop.conf.Configuration
import org.apache.spark.SparkContext
import org.apache.spark.util.SerializableConfiguration

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
    log.copy(maxRows = rows.indices.map(i => math.max(0, math.min(rows(i), limit - before(i)))))
  }
}

object LineIndex {

  /** Counts the lines of each split, of none more than `maxRows` rows. */
  def build(context: SparkContext, log: Log, maxRows: Long): LineIndex = {
    val conf = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration))
    val counted = log.copy(maxRows = log.splits.map(_ => maxRows))
    val counts =
      counted.partitions(context).map(split => count(counted, conf.value.value, split)).collect()
    conf.destroy()
    LineIndex(counts.map(_._1).toIndexedSeq, counts.map(_._2).toIndexedSeq)
  }

  private def count(log: Log, conf: Configuration, split: Split): (Seq[Long], Long) = {
    val reader = log.reader(conf, split)
    try {
      while (reader.next()) {}
      (reader.lineCounts.toSeq, reader.rowCount)
    } finally reader.close()
  }
}
