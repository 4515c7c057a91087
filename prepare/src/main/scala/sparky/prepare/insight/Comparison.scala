package sparky.prepare.insight

import sparky.prepare.Progress
import sparky.prepare.insight.Distances.Distance
import sparky.prepare.rank.{Entries, Vocabulary}
import sparky.prepare.schema.FeatureSchema

/** Compares the columns of encoded rows with those of the rows that the artifacts were made of. */
final class Comparison(
    baseline: Baseline,
    schema: FeatureSchema,
    vocabularies: IndexedSeq[Vocabulary],
    counted: RowStatistics
) {

  // All comparisons of the run share the chance of a false alarm.
  private val log = Distances.confidence(
    counted.categorical.map(_.rows.length + 2L).sum + baseline.columns.size
  )

  // Of a list too a row is one sample: its values come together.
  private def error(share: Double): Double =
    Distances.shareError(share, counted.rows, baseline.rows, log)

  /** The drift of a column; none where the artifacts' rows had no such statistics. */
  def drift(column: ColumnSummary): Option[ColumnDrift] =
    baseline.columns.get(column.name).flatMap { before =>
      (column, before) match {
        case (c: LabelSummary, b: LabelBaseline)             => Some(label(c, b))
        case (c: NumericSummary, b: NumericBaseline)         => Some(numeric(c, b))
        case (c: CategoricalSummary, b: CategoricalBaseline) => Some(categorical(c, b))
        case _                                               => None
      }
    }

  private def label(column: LabelSummary, before: LabelBaseline): ColumnDrift = {
    val shares = Array(shareBefore(before.positive), shareBefore(baseline.rows - before.positive))
    val rows = Array(column.positive, counted.rows - column.positive)
    val found = Distances.infinityNorm(rows, counted.rows, shares, baseline.rows, error)
    val moved = Moved("the positive class", share(column.positive), shares(0))
    drifted(column.name, Measure.InfinityNorm, found, moved, None, None)
  }

  private def numeric(column: NumericSummary, before: NumericBaseline): ColumnDrift = {
    val (here, there) =
      (column.histogram.rows :+ column.missing, before.histogram.rows :+ before.missing)
    val found = Distances.jensenShannon(here, there, log)
    val what = bin(column.histogram.bounds, found.at)
    val moved = Moved(what, share(here(found.at)), shareBefore(there(found.at)))
    val missing = Rates(share(column.missing), shareBefore(before.missing))
    drifted(column.name, Measure.JensenShannon, found, moved, Some(missing), None)
  }

  private def categorical(column: CategoricalSummary, before: CategoricalBaseline): ColumnDrift = {
    val i = schema.categorical.indexWhere(_.name == column.name)
    val ids = counted.categorical(i)
    val rows = ids.rows :+ ids.tail :+ ids.unseen
    val (here, there) = (ids.values, before.values.getOrElse(baseline.rows))
    val shares = sharesBefore(vocabularies(i), ids.rows.length, there) :+ before.unseenExpected
    val found = Distances.infinityNorm(rows, here, shares, there, error)
    val moved =
      Moved(
        category(i, found.at),
        DataStatistics.share(rows(found.at), here),
        shares(found.at)
      )
    val missing = Rates(
      DataStatistics.share(column.missing, here),
      DataStatistics.share(before.missing, there)
    )
    val unseen = Rates(DataStatistics.share(column.unseen, here), before.unseenExpected)
    drifted(column.name, Measure.InfinityNorm, found, moved, Some(missing), Some(unseen))
  }

  private def drifted(
      name: String,
      measure: Measure,
      found: Distance,
      moved: Moved,
      missing: Option[Rates],
      unseen: Option[Rates]
  ): ColumnDrift =
    ColumnDrift(name, measure, found.distance, found.beyondChance, moved, missing, unseen)

  /** The shares of the values that are counted by themselves, and of all others together. */
  private def sharesBefore(
      vocabulary: Vocabulary,
      limit: Int,
      values: Long
  ): Array[Double] = {
    val shares = new Array[Double](limit + 1)
    vocabulary.foreach { (id, position) =>
      shares(math.min(id - 1, limit)) += Entries.number(vocabulary.words(position)).toDouble
    }
    shares.map(_ / values)
  }

  /** The name of a category of a categorical column: a value, the others, or unseen. */
  private def category(i: Int, at: Int): String = {
    val limit = counted.categorical(i).rows.length
    if (at > limit) "unseen values"
    else if (at == limit) s"values beyond id ${Progress.count(limit.toLong)}"
    else {
      val value = VocabularySummary.values(vocabularies(i), Set(at + 1))(at + 1)
      if (value == schema.categorical(i).fill) "missing" else s"\"$value\""
    }
  }

  private def bin(bounds: IndexedSeq[Float], at: Int): String = {
    def bound(i: Int): String = Shown.number(bounds(i).toDouble)
    if (at > bounds.size) "missing"
    else if (bounds.isEmpty) "any number"
    else if (at == 0) s"below ${bound(0)}"
    else if (at == bounds.size) s"${bound(at - 1)} and more"
    else s"${bound(at - 1)} to ${bound(at)}"
  }

  private def share(rows: Long): Double = DataStatistics.share(rows, counted.rows)

  private def shareBefore(rows: Long): Double = DataStatistics.share(rows, baseline.rows)
}
