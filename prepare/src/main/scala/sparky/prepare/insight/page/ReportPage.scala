package sparky.prepare.insight.page

import java.nio.charset.StandardCharsets.UTF_8

import scalatags.Text.all._
import scalatags.Text.tags2

import sparky.prepare.Progress
import sparky.prepare.insight._
import sparky.prepare.publish.{Report, RowCounts}
import sparky.prepare.schema.FeatureSchema

/**
 * `report.html`: the statistics of an output for a person, in one file that loads nothing and runs
 * nothing.
 *
 * It says neither when nor where it was made, so that the same rows give the same bytes.
 */
final class ReportPage(
    schema: FeatureSchema,
    kind: String,
    counts: RowCounts,
    statistics: DataStatistics,
    drift: Option[Drift]
) {
  private val label = statistics.columns.collectFirst { case c: LabelSummary => c }
  private val numeric = statistics.columns.collect { case c: NumericSummary => c }
  private val categorical = statistics.columns.collect { case c: CategoricalSummary => c }

  def bytes: Array[Byte] = ("<!DOCTYPE html>\n" + page.render + "\n").getBytes(UTF_8)

  private def page: Frag = html(lang := "en")(
    head(
      meta(charset := "utf-8"),
      meta(
        attr("http-equiv") := "Content-Security-Policy",
        content := "default-src 'none'; style-src 'unsafe-inline'"
      ),
      meta(name := "viewport", content := "width=device-width, initial-scale=1"),
      tags2.title(s"$kind rows of ${schema.name}"),
      tags2.style(raw(PageStyle.Css))
    ),
    body(
      h1(s"$kind rows of ${schema.name}"),
      facts,
      drift.map(new DriftTable(_).warnings),
      drift.map(new DriftTable(_).table),
      new NumericTable(statistics, numeric, drift.map(_.baseline)).table,
      new CategoricalTable(schema, statistics, categorical).table,
      footer
    )
  )

  private def facts: Frag = div(cls := "facts")(
    fact("rows", Progress.count(statistics.rows)),
    fact("rejected", Progress.count(counts.rejected)),
    label.map(l => fact(s"positive (${l.name})", Shown.rate(statistics.share(l.positive)))),
    fact("numeric columns", Progress.count(numeric.size.toLong)),
    fact("categorical columns", Progress.count(categorical.size.toLong)),
    fact("values in the vocabularies", Progress.count(categorical.map(_.vocabularySize).sum)),
    drift.map(d => fact("rows of the artifacts", Progress.count(d.baseline.rows)))
  )

  private def fact(what: String, figure: String): Frag =
    div(span(cls := "figure")(figure), span(cls := "what")(what))

  private def footer: Frag = tag("footer")(
    "The same figures for machines: ",
    code(Report.StatisticsName),
    ". Histograms are over sign(x) log(1 + |x|), coverage curves over log(k)."
  )
}
