package sparky.prepare.insight

import sparky.prepare.schema.Distribution

/** What `stats.json` says of one column. */
sealed trait ColumnSummary {

  /** The feature's name. */
  def name: String
}

/** Rows of the positive class. */
final case class LabelSummary(name: String, positive: Long) extends ColumnSummary

/**
 * A numeric column, or the weight.
 *
 * @param distribution
 *   of the values that are there; none where no row has one
 */
final case class NumericSummary(
    name: String,
    missing: Long,
    distribution: Option[Distribution],
    histogram: Histogram
) extends ColumnSummary

/** A value and the rows that have it. */
final case class TopValue(value: String, id: Long, rows: Long)

/** The rows whose value is one of the first `values` of the vocabulary. */
final case class Coverage(values: Long, rows: Long)

/**
 * A categorical column. Of lists, all figures count values in the place of rows.
 *
 * @param values
 *   how many the rows have together; only of lists
 * @param distinct
 *   categories that occur; none where they were not all counted one by one
 * @param unseen
 *   rows whose value is not in the vocabulary
 * @param unseenExpected
 *   the share of such rows among new ones of the same source; known of the train rows alone
 * @param top
 *   the most frequent values of the vocabulary
 */
final case class CategoricalSummary(
    name: String,
    values: Option[Long],
    missing: Long,
    distinct: Option[Long],
    vocabularySize: Long,
    unseen: Long,
    unseenExpected: Option[Double],
    top: Seq[TopValue],
    coverage: Seq[Coverage]
) extends ColumnSummary {

  /** `count` as a share of all values; of so many rows where the column holds no lists. */
  def share(count: Long, rows: Long): Double = DataStatistics.share(count, values.getOrElse(rows))
}

/**
 * The statistics of an output's rows.
 *
 * @param columns
 *   in the order of the log
 * @param negativeRate
 *   the share of the negative rows that are among them; none is all
 */
final case class DataStatistics(
    rows: Long,
    columns: IndexedSeq[ColumnSummary],
    negativeRate: Option[BigDecimal] = None
) {

  /** `count` as a share of all rows; 0 where there are none. */
  def share(count: Long): Double = DataStatistics.share(count, rows)
}

object DataStatistics {

  def share(count: Long, rows: Long): Double = if (rows == 0) 0.0 else count.toDouble / rows
}
