package sparky.prepare.insight.page

import scalatags.Text.all._

import sparky.prepare.Progress
import sparky.prepare.insight._
import sparky.prepare.schema.FeatureSchema

/** The categorical columns, with their coverage curves and most frequent values. */
final private[page] class CategoricalTable(
    schema: FeatureSchema,
    statistics: DataStatistics,
    columns: Seq[CategoricalSummary]
) {
  private val fills = schema.categorical.map(c => c.name -> c.fill).toMap

  def table: Option[Frag] = if (columns.isEmpty) None else Some(section)

  private def section: Frag = frag(
    h2("Categorical columns"),
    p(
      "The curve is the share of the rows that the first k values of the vocabulary cover; of " +
        "lists, of their values."
    ),
    div(cls := "scroll")(
      scalatags.Text.all.table(
        tr(
          th(cls := "name")("column"),
          th(cls := "text")("coverage"),
          Seq("missing", "distinct", "vocabulary", "unseen").map(th(_)),
          th(cls := "text")("top values")
        ),
        columns.map(row)
      )
    )
  )

  private def row(c: CategoricalSummary): Frag = tr(
    td(cls := "name")(c.name),
    td(Drawing.coverage(c.coverage, c.values.getOrElse(statistics.rows))),
    td(Shown.rate(c.share(c.missing, statistics.rows))),
    td(c.distinct.fold("many")(Progress.count)),
    td(Progress.count(c.vocabularySize)),
    td(Shown.rate(c.share(c.unseen, statistics.rows))),
    td(cls := "text")(tag("details")(tag("summary")(inShort(c)), top(c), coverage(c)))
  )

  private def inShort(c: CategoricalSummary): Frag = c.top.headOption match {
    case None => frag("none")
    case Some(t) =>
      frag(
        value(c, t, CategoricalTable.ShortCharacters),
        span(cls := "dim")(s" ${Shown.rate(c.share(t.rows, statistics.rows))}")
      )
  }

  private def top(c: CategoricalSummary): Frag = scalatags.Text.all.table(
    tr(th("id"), th(cls := "text")("value"), th("rows"), th("share")),
    c.top.map { t =>
      tr(
        td(Progress.count(t.id)),
        td(cls := "text")(value(c, t, CategoricalTable.Characters)),
        td(Progress.count(t.rows)),
        td(Shown.rate(c.share(t.rows, statistics.rows)))
      )
    }
  )

  private def coverage(c: CategoricalSummary): Frag = scalatags.Text.all.table(
    tr(th("first values"), th("cover of the rows")),
    c.coverage.map { point =>
      tr(td(Progress.count(point.values)), td(Shown.rate(c.share(point.rows, statistics.rows))))
    }
  )

  // `bdi`: a value's own direction of writing does not turn its neighbours around.
  private def value(c: CategoricalSummary, t: TopValue, limit: Int): Frag = frag(
    tag("bdi")(if (t.value.isEmpty) "\"\"" else Shown.text(t.value, limit)),
    if (fills.get(c.name).contains(t.value)) span(cls := "dim")(" missing") else frag()
  )
}

private[page] object CategoricalTable {

  /** So much of a value stands in the table of the most frequent ones, and in one line. */
  private val Characters = 120
  private val ShortCharacters = 24
}
