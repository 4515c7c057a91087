package sparky.prepare.insight

import com.fasterxml.jackson.databind.node.{ArrayNode, ObjectNode}

import sparky.prepare.Json
import sparky.prepare.schema.Distribution

/** Writes `stats.json`, `schema/FORMAT.md`, section 5. */
object StatisticsJson {

  /** The bytes of the file. */
  def bytes(statistics: DataStatistics, drift: Option[Drift]): Array[Byte] = {
    val node = Json.obj().put("format_version", 1).put("rows", statistics.rows)
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
        putMissing(node, c.missing, all)
        fillCategorical(node, c, all)
    }

  private def putMissing(node: ObjectNode, missing: Long, all: DataStatistics): Unit = {
    node.put("missing", missing).put("missing_rate", all.share(missing))
    ()
  }

  private def fillCategorical(
      node: ObjectNode,
      c: CategoricalSummary,
      all: DataStatistics
  ): Unit = {
    c.distinct.fold(node.putNull("distinct"))(node.put("distinct", _))
    node.put("vocabulary_size", c.vocabularySize)
    node.put("unseen", c.unseen).put("unseen_rate", all.share(c.unseen))
    c.unseenExpected.fold(node.putNull("unseen_expected"))(node.put("unseen_expected", _))
    val top = node.putArray("top")
    c.top.foreach { t =>
      putRows(top.addObject().put("value", t.value).put("id", t.id), t.rows, all)
    }
    putCoverage(node.putArray("coverage"), c, all)
  }

  private def putCoverage(list: ArrayNode, c: CategoricalSummary, all: DataStatistics): Unit =
    c.coverage.foreach(p => putRows(list.addObject().put("values", p.values), p.rows, all))

  private def putRows(node: ObjectNode, rows: Long, all: DataStatistics): Unit = {
    node.put("rows", rows).put("share", all.share(rows))
    ()
  }

  private def fill(node: ObjectNode, drift: Drift): Unit = {
    node.put("artifacts_rows", drift.baseline.rows).put("threshold", drift.threshold)
    val columns = node.putObject("columns")
    drift.columns.foreach { c =>
      val column = columns.putObject(c.name)
      column.put(c.measure.name, c.distance).put("beyond_chance", c.beyondChance)
      column.put("moved", c.moved.what).put("share", c.moved.share)
      column.put("artifacts_share", c.moved.before)
    }
  }
}
