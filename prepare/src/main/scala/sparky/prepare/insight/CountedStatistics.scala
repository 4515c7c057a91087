package sparky.prepare.insight

import sparky.prepare.rank.{Counted, Vocabulary}
import sparky.prepare.schema._

/** The statistics of the rows that the count pass saw. */
object CountedStatistics {

  /**
   * @param negativeRate
   *   the share of the negative rows that were kept; none is all
   */
  def of(
      schema: FeatureSchema,
      counted: Counted,
      negativeRate: Option[BigDecimal]
  ): DataStatistics = {
    val rows = counted.statistics.rows
    val columns = counted.statistics.columns.map { case (name, statistics) =>
      statistics match {
        case s: LabelStatistics => LabelSummary(name, s.positive)
        case s: NumericStatistics =>
          val buckets = counted.buckets(schema.numbers.indexWhere(_.name == name))
          NumericSummary(name, s.missing, s.distribution, Histogram.of(buckets))
        case s: CategoricalStatistics =>
          val i = schema.categorical.indexWhere(_.name == name)
          val values = s.values.getOrElse(rows)
          categorical(schema.categorical(i), s, counted.vocabularies(i), values)
      }
    }
    DataStatistics(rows, columns.toIndexedSeq, negativeRate)
  }

  private def categorical(
      column: CategoricalColumn,
      s: CategoricalStatistics,
      vocabulary: Vocabulary,
      values: Long
  ): CategoricalSummary = {
    val counts = VocabularySummary.counts(vocabulary, vocabulary.size)
    CategoricalSummary(
      column.name,
      s.values,
      s.missing,
      Some(s.distinct),
      s.vocabularySize,
      s.unseen,
      Some(VocabularySummary.unseenExpected(column, vocabulary, s.unseen, values)),
      VocabularySummary.top(vocabulary, counts),
      VocabularySummary.coverage(counts, values - s.unseen, s.vocabularySize)
    )
  }
}
