package sparky.prepare.insight

import sparky.prepare.rank.Vocabulary
import sparky.prepare.schema._

/**
 * The statistics of encoded rows, and how far they lie from those of the artifacts' rows.
 *
 * @param labelRead
 *   whether the rows have the label
 * @param vocabularies
 *   that the rows were encoded with, in the order of the schema
 * @param baseline
 *   none where the artifacts have no statistics to compare with
 */
final class EncodedStatistics(
    schema: FeatureSchema,
    labelRead: Boolean,
    vocabularies: IndexedSeq[Vocabulary],
    baseline: Option[Baseline]
) {

  def statistics(counted: RowStatistics): DataStatistics = {
    val columns = schema.columns.flatMap {
      case c: LabelColumn  => if (labelRead) Some(LabelSummary(c.name, counted.positive)) else None
      case c: NumberColumn => Some(numeric(c, counted))
      case c: CategoricalColumn =>
        val i = schema.categorical.indexOf(c)
        Some(categorical(c, vocabularies(i), counted.categorical(i)))
      case _: KeyColumn | _: IgnoreColumn => None
    }
    DataStatistics(counted.rows, columns)
  }

  def drift(counted: RowStatistics, statistics: DataStatistics): Option[Drift] =
    baseline.filter(b => b.rows > 0 && counted.rows > 0).map { b =>
      val comparison = new Comparison(b, schema, vocabularies, counted)
      Drift(b, Drift.Threshold, statistics.columns.flatMap(comparison.drift))
    }

  private def numeric(column: NumberColumn, counted: RowStatistics): NumericSummary = {
    val counter = counted.numeric(schema.numbers.indexOf(column))
    val (found, buckets) = (counter.statistics, counter.buckets)
    val histogram = baseline.flatMap(_.columns.get(column.name)) match {
      case Some(b: NumericBaseline) => Histogram.counted(buckets, b.histogram.bounds)
      case _                        => Histogram.of(buckets)
    }
    NumericSummary(column.name, found.missing, found.distribution, histogram)
  }

  private def categorical(
      column: CategoricalColumn,
      vocabulary: Vocabulary,
      ids: IdCounter
  ): CategoricalSummary = {
    val distinct = if (ids.tail > 0) None else Some(ids.rows.count(_ > 0).toLong)
    val size = vocabulary.size.toLong
    CategoricalSummary(
      column.name,
      column.listSeparator.map(_ => ids.values),
      ids.missing,
      distinct,
      size,
      ids.unseen,
      None,
      VocabularySummary.top(vocabulary, ids.rows),
      VocabularySummary.coverage(ids.rows, ids.values - ids.unseen, size)
    )
  }
}
