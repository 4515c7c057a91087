package sparky.prepare.schema

import com.fasterxml.jackson.databind.node.ObjectNode

import sparky.prepare.Json

/** What only the data can tell of one column. */
sealed trait ColumnStatistics

/** Rows of the positive class. */
final case class LabelStatistics(positive: Long) extends ColumnStatistics

/**
 * The distribution of the values that are there, taken as float32.
 *
 * @param logMean
 *   mean of `sign(x) * log(1 + |x|)`
 * @param quantiles
 *   by probability, such as `0.05`; each the upper 16 bits of the float32
 */
final case class Distribution(
    min: Float,
    max: Float,
    mean: Double,
    std: Double,
    logMean: Double,
    logStd: Double,
    quantiles: Seq[(String, Float)]
)

object Distribution {

  /** Adds a distribution's fields to those of its column; each is null where there is none. */
  def put(node: ObjectNode, distribution: Option[Distribution]): Unit =
    distribution.fold(putNothing(node))(put(node, _))

  private def put(node: ObjectNode, d: Distribution): Unit = {
    node.put("min", d.min.toDouble).put("max", d.max.toDouble)
    node.put("mean", d.mean).put("std", d.std).put("log_mean", d.logMean).put("log_std", d.logStd)
    val quantiles = node.putObject("quantiles")
    d.quantiles.foreach { case (probability, value) => quantiles.put(probability, value.toDouble) }
  }

  private def putNothing(node: ObjectNode): Unit =
    Seq("min", "max", "mean", "std", "log_mean", "log_std", "quantiles").foreach(node.putNull(_))
}

/**
 * Statistics of a numeric column or of the weight.
 *
 * @param collisions
 *   rows whose value equals the fill without being missing
 * @param rounded
 *   integers that float32 does not hold exactly
 * @param distribution
 *   none where the column has no value at all
 */
final case class NumericStatistics(
    missing: Long,
    collisions: Long,
    rounded: Long,
    distribution: Option[Distribution]
) extends ColumnStatistics

/**
 * Statistics of a categorical column, which count values: one a row, or those of lists.
 *
 * @param values
 *   of all rows together; only where the column holds lists
 * @param distinct
 *   categories that occur in the log, cut or not, the fill among them if a row has it
 * @param unseen
 *   values that were cut by `min_count` or `max_size`
 */
final case class CategoricalStatistics(
    values: Option[Long],
    missing: Long,
    collisions: Long,
    distinct: Long,
    vocabularySize: Long,
    unseen: Long
) extends ColumnStatistics

/**
 * The statistics of the train rows, as they stand in the resolved schema.
 *
 * @param rows
 *   good rows
 * @param columns
 *   by name, in the order of the log
 */
final case class Statistics(rows: Long, columns: Seq[(String, ColumnStatistics)]) {

  def json: ObjectNode = {
    val node = Json.obj().put("rows", rows)
    val all = node.putObject("columns")
    columns.foreach { case (name, statistics) => fill(all.putObject(name), statistics) }
    node
  }

  private def fill(node: ObjectNode, statistics: ColumnStatistics): Unit = statistics match {
    case s: LabelStatistics => node.put("positive", s.positive)
    case s: NumericStatistics =>
      node.put("missing", s.missing).put("collisions", s.collisions).put("rounded", s.rounded)
      Distribution.put(node, s.distribution)
    case s: CategoricalStatistics =>
      s.values.foreach(node.put("values", _))
      node.put("missing", s.missing).put("collisions", s.collisions).put("distinct", s.distinct)
      node.put("vocabulary_size", s.vocabularySize).put("unseen", s.unseen)
  }
}
