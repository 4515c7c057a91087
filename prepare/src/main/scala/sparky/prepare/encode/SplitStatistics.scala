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
  private[this] val ids = buffers.collect { case b: CategoricalBuffer => b }

  /** Counts the present batch, once the buffers have looked at it. */
  def count(): Unit = {
    val rows = judge.batch.rows
    sums.add(rows, parser.label.fold(0)(_.positives(judge.batch)))
    var i = 0
    while (i < parser.numbers.length) {
      sums.numeric(i).add(parser.numbers(i), rows)
      i += 1
    }
    countIds()
  }

  private def countIds(): Unit = {
    var i = 0
    while (i < ids.length) {
      val field = parser.categorical(i)
      sums
        .categorical(i)
        .add(ids(i).ids, field.values(judge.batch), field.missingValues(judge.batch))
      i += 1
    }
  }
}
