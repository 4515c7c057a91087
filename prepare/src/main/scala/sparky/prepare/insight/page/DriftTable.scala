package sparky.prepare.insight.page

import scalatags.Text.all._

import sparky.prepare.Progress
import sparky.prepare.insight._

/** How far each column lies from the rows of the artifacts. */
final private[page] class DriftTable(drift: Drift) {
  private val full =
    math.max(2 * drift.threshold, drift.columns.map(_.distance).maxOption.getOrElse(0.0))

  /** What lies over the threshold. */
  def warnings: Option[Frag] =
    if (drift.warnings.isEmpty) None
    else
      Some(
        div(cls := "warnings")(
          strong(s"Over ${drift.threshold} beyond chance"),
          ul(drift.warnings.map(c => li(tag("bdi")(c.message))))
        )
      )

  def table: Frag = {
    val sorted = drift.columns.sortBy(c => (-c.beyondChance, -c.distance, c.name))
    val (beyond, within) = sorted.partition(_.beyondChance > 0)
    frag(
      h2("Drift from the rows of the artifacts"),
      p(
        "L-infinity distance of categories, Jensen-Shannon divergence (base 2) of numbers. The " +
          "dark part of a bar is beyond chance; the line is the threshold."
      ),
      if (beyond.isEmpty) frag() else rows(beyond),
      if (within.isEmpty) frag()
      else
        tag("details")(
          tag("summary")(s"${Progress.counted(within.size.toLong, "column")} within chance"),
          rows(within)
        )
    )
  }

  private def rows(columns: Seq[ColumnDrift]): Frag = div(cls := "scroll")(
    scalatags.Text.all.table(
      tr(
        th(cls := "name")("column"),
        th(cls := "text")("distance"),
        Seq("", "beyond chance").map(th(_)),
        th(cls := "text")("moved most"),
        Seq("here", "artifacts", "missing", "artifacts", "unseen", "expected").map(th(_))
      ),
      columns.map(row)
    )
  )

  private def row(c: ColumnDrift): Frag =
    tr(if (c.beyondChance > drift.threshold) cls := "warned" else ())(
      td(cls := "name")(c.name),
      td(Drawing.bar(c.beyondChance, c.distance, full, Some(drift.threshold))),
      td(Shown.distance(c.distance)),
      td(Shown.distance(c.beyondChance)),
      td(cls := "text")(tag("bdi")(Shown.text(c.moved.what, DriftTable.Characters))),
      td(Shown.rate(c.moved.share)),
      td(cls := "dim")(Shown.rate(c.moved.before)),
      rates(c.missing),
      rates(c.unseen)
    )

  private def rates(rates: Option[Rates]): Frag = frag(
    td(rates.fold("")(r => Shown.rate(r.share))),
    td(cls := "dim")(rates.fold("")(r => Shown.rate(r.before)))
  )
}

private[page] object DriftTable {

  /** So much of a value stands in the table. */
  private val Characters = 60
}
