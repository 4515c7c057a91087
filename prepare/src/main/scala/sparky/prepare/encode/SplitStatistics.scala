package sparky.prepare.encode

import sparky.prepare.insight.RowStatistics
import sparky.prepare.reject.RowJudge

/**
 * Counts the rows of one split as they are encoded, a batch at a time and column after column.
 *
 * @param sums
 *   takes the counts
 * @param buffers
 *   the features of the split's records
 */
final class SplitStatistics(judge: RowJudge, sums: RowStatistics, buffers: Array[FeatureBuffer]) {
  private[this] val parser = judge.parser
  private[this] val ids = buffers.collect { case b: IdBuffer => b.ids }

  /** Counts the present batch, once the buffers have looked at it. */
  def count(): Unit = {
    val rows = judge.batch.rows
    sums.add(rows)
    parser.label.foreach(label => sums.addLabels(label.values, rows))
    var i = 0
    while (i < parser.numbers.length) {
      sums.numeric(i).add(parser.numbers(i), rows)
      i += 1
    }
    countIds(rows)
  }

  private def countIds(rows: Int): Unit = {
    var i = 0
    while (i < ids.length) {
      sums.categorical(i).add(ids(i), rows, parser.categorical(i).missingRows(rows))
      i += 1
    }
  }
}
