package sparky.prepare.insight

import sparky.prepare.publish.{Report, RowCounts}
import sparky.prepare.schema.FeatureSchema

/** The reports that every output directory holds: `stats.json`, and the page that shows it. */
object Reports {

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
    Report(Report.StatisticsName, StatisticsJson.bytes(statistics, drift)),
    Report(Report.PageName, new page.ReportPage(schema, kind, counts, statistics, drift).bytes)
  )
}
