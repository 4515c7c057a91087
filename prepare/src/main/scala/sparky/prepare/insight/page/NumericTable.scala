package sparky.prepare.insight.page

import scalatags.Text.all._

import sparky.prepare.insight._

/** The numeric columns, with their histograms. */
final private[page] class NumericTable(
    statistics: DataStatistics,
    columns: Seq[NumericSummary],
    baseline: Option[Baseline]
) {
  private val shownQuantiles = Seq("0.05", "0.5", "0.95")

  def table: Option[Frag] = if (columns.isEmpty) None else Some(section)

  private def section: Frag = frag(
    h2("Numeric columns"),
    baseline.map(_ => p("Bars are the rows here, the line is those of the artifacts.")),
    div(cls := "scroll")(
      scalatags.Text.all.table(
        tr(
          th(cls := "name")("column"),
          th(cls := "text")("histogram"),
          th("missing"),
          th("mean"),
          th("std"),
          th("min"),
          shownQuantiles.map(q => th(s"${(q.toDouble * 100).round} %")),
          th("max")
        ),
        columns.map(row)
      )
    )
  )

  private def row(c: NumericSummary): Frag = {
    val before = baseline.flatMap(_.columns.get(c.name)).collect { case numbers: NumericBaseline =>
      numbers.histogram
    }
    tr(
      td(cls := "name")(c.name),
      td(Drawing.histogram(c.histogram, before)),
      td(Shown.rate(statistics.share(c.missing))),
      c.distribution match {
        case None => td(cls := "dim", colspan := 4 + shownQuantiles.size)("no row has a value")
        case Some(d) =>
          val quantiles = d.quantiles.toMap
          val figures = Seq(d.mean, d.std, d.min.toDouble) ++
            shownQuantiles.map(q => quantiles(q).toDouble) :+ d.max.toDouble
          frag(figures.map(x => td(Shown.number(x))))
      }
    )
  }
}
