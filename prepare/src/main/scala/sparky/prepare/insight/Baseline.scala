package sparky.prepare.insight

import sparky.prepare.Json
import sparky.prepare.publish.{Artifacts, ManifestFields, Report}

/** What the artifacts' rows looked like in a column. */
sealed trait BaselineColumn

/** @param positive rows of the positive class */
final case class LabelBaseline(positive: Long) extends BaselineColumn

final case class NumericBaseline(missing: Long, histogram: Histogram) extends BaselineColumn

/**
 * @param values
 *   how many the rows had together; only of lists
 * @param unseenExpected
 *   the share of new rows whose value is unseen; the counts of the others are the vocabulary's
 */
final case class CategoricalBaseline(values: Option[Long], missing: Long, unseenExpected: Double)
    extends BaselineColumn

/**
 * The statistics of the rows that artifacts were made of, as far as others are compared with them.
 *
 * @param isSample
 *   whether only a share of the negative rows is among them: other rows are not like these
 */
final case class Baseline(rows: Long, columns: Map[String, BaselineColumn], isSample: Boolean)

object Baseline {

  /** The statistics of the rows of artifacts, or why other rows cannot be compared with them. */
  def of(artifacts: Artifacts): Either[String, Baseline] = {
    val source = s"${artifacts.id.path}/${Report.StatisticsName}"
    artifacts.statistics.map(read(_, source)) match {
      case None                      => Left(s"the artifacts have no ${Report.StatisticsName}")
      case Some(all) if all.isSample => Left("the artifacts have a sample of the negative rows")
      case Some(all)                 => Right(all)
    }
  }

  /**
   * Reads `stats.json` of artifacts.
   *
   * @param source
   *   its path, for the message
   * @throws ContractError
   *   `SOURCE: FIELD: expected X, received Y`
   */
  def read(bytes: Array[Byte], source: String): Baseline = {
    val fields = new ManifestFields(source, Json.parse(bytes, source))
    if (fields.number("format_version") != 1) fields.refuse("format_version", "1")
    val columns = fields.entries("columns").map { case (name, column) => name -> read(column) }
    Baseline(fields.number("rows"), columns.toMap, !fields.isNull("negative_rate"))
  }

  private def read(column: ManifestFields): BaselineColumn =
    if (column.has("positive")) LabelBaseline(column.number("positive"))
    else if (column.has("histogram")) {
      val histogram = column.obj("histogram")
      val bounds = histogram.decimals("bounds").map(_.toFloat).toIndexedSeq
      val rows = histogram.numbers("rows").toIndexedSeq
      if (rows.size != bounds.size + 1) histogram.refuse("rows", s"${bounds.size + 1} integers")
      NumericBaseline(column.number("missing"), Histogram(bounds, rows))
    } else {
      val values = if (column.has("values")) Some(column.number("values")) else None
      CategoricalBaseline(values, column.number("missing"), column.decimal("unseen_expected"))
    }
}
