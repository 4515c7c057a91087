package sparky.prepare.insight

import com.fasterxml.jackson.databind.node.ObjectNode

import sparky.prepare.Json
import sparky.prepare.schema.Distribution

/** Writes `stats.json`, `schema/FORMAT.md`, section 5. */
object StatisticsJson {

  /** The bytes of the file. */
  def bytes(statistics: DataStatistics, drift: Option[Drift]): Array[Byte] = {
    val node = Json.obj().put("format_version", 1).put("rows", statistics.rows)
    val rate = statistics.negativeRate
    rate.fold(node.putNull("negative_rate"))(r => node.put("negative_rate", r.bigDecimal))
    val columns = node.putObject("columns")
    statistics.columns.foreach(c => fill(columns.putObject(c.name), c, statistics))
    drift.fold(node.putNull("drift")) { d => fill(node.putObject("drift"), d); node }
    Json.pretty(node)
  }

  private def fill(node: ObjectNode, column: ColumnSummary, all: DataStatistics): Unit =
    column match {
      case c: LabelSummary =>
        node.put("positive", c.positive).put("positive_rate", all.share(c.positive))
        ()
      case c: NumericSummary =>
        putMissing(node, c.missing, all)
        Distribution.put(node, c.distribution)
        val histogram = node.putObject("histogram")
        val bounds = histogram.putArray("bounds")
        c.histogram.bounds.foreach(b => bounds.add(b.toDouble))
        val rows = histogram.putArray("rows")
        c.histogram.rows.foreach(n => rows.add(n))
      case c: CategoricalSummary =>
        c.values.foreach(node.put("values", _))
        node.put("missing", c.missing).put("missing_rate", c.share(c.missing, all.rows))
        fillCategorical(node, c, all.rows)
    }

  private def putMissing(node: ObjectNode, missing: Long, all: DataStatistics): Unit = {
    node.put("missing", missing).put("missing_rate", all.share(missing))
    ()
  }

  private def fillCategorical(
      node: ObjectNode,
      c: CategoricalSummary,
      rows: Long
  ): Unit = {
    c.distinct.fold(node.putNull("distinct"))(node.put("distinct", _))
    node.put("vocabulary_size", c.vocabularySize)
    node.put("unseen", c.unseen).put("unseen_rate", c.share(c.unseen, rows))
    c.unseenExpected.fold(node.putNull("unseen_expected"))(node.put("unseen_expected", _))
    val top = node.putArray("top")
    c.top.foreach { t =>
      val value = top.addObject().put("value", t.value).put("id", t.id)
      value.put("rows", t.rows).put("share", c.share(t.rows, rows))
    }
    val coverage = node.putArray("coverage")
    c.coverage.foreach { p =>
      val point = coverage.addObject().put("values", p.values)
      point.put("rows", p.rows).put("share", c.share(p.rows, rows))
    }
  }

  private def fill(node: ObjectNode, drift: Drift): Unit = {
    node.put("artifacts_rows", drift.baseline.rows).put("threshold", drift.threshold)
    val columns = node.putObject("columns")
    drift.columns.foreach { c =>
      val column = columns.putObject(c.name)
      column.put(c.measure.name, c.distance).put("beyond_chance", c.beyondChance)
      column.put("moved", c.moved.what).put("share", c.moved.share)
      column.put("artifacts_share", c.moved.before)
      c.missing.foreach(m => column.put("artifacts_missing_rate", m.before))
      c.unseen.foreach(u => column.put("unseen_expected", u.before))
    }
  }
}
