package sparky.prepare.estimate

import org.apache.spark.SparkContext

import sparky.prepare.input.{Log, SplitRows}
import sparky.prepare.rank.ValueMap
import sparky.prepare.row.RowFormat

/** Reads the first rows of every part of a table, since it can be entered nowhere else. */
final class TableSampler(context: SparkContext, log: Log, format: RowFormat) {

  def sample(): SampleCounts = {
    val (own, budget) = (format, SamplePieces.TotalBytes / log.splits.size)
    val parts = log
      .mapSplits(context)((_, rows) => Iterator.single(TableSampler.head(rows, own, budget)))
      .collect()
    val values = format.schema.categorical.indices.map(i => merged(parts.map(_.values(i)).toSeq))
    SampleCounts(parts.map(_.read).sum, parts.map(_.bad).sum, parts.map(_.text).sum, values)
  }

  private def merged(parts: Seq[Array[Long]]): Array[Long] = {
    val map = new ValueMap
    parts.foreach(words => map.addEntries(words, 0, words.length))
    map.entries
  }
}

object TableSampler {

  private def head(rows: SplitRows, format: RowFormat, budget: Long): SampleCounts = {
    val counter = new SampleCounter(format)
    var more = true
    while (more && counter.textBytes < budget) {
      more = rows.fill(counter.batch)
      counter.count()
    }
    counter.result
  }
}
