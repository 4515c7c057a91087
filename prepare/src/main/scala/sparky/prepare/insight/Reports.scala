package sparky.prepare.insight

import sparky.prepare.publish.{Report, RowCounts}
import sparky.prepare.schema.FeatureSchema

/** The reports that every output directory holds: `stats.json`, and the page that shows it. */
object Reports {

  /** The name of the page. */
  val PageName: String = "report.html"

  /**
   * @param kind
   *   of the output
   * @param counts
   *   of the log's rows
   */
  def of(
      schema: FeatureSchema,
      kind: String,
      counts: RowCounts,
      statistics: DataStatistics,
      drift: Option[Drift]
  ): Seq[Report] = Seq(
    Report(DataStatistics.Name, StatisticsJson.bytes(statistics, drift)),
    Report(PageName, new page.ReportPage(schema, kind, counts, statistics, drift).bytes)
  )
}
