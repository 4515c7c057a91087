package sparky.prepare.insight.page

import java.io.ByteArrayInputStream
import java.nio.charset.StandardCharsets.UTF_8

import javax.xml.parsers.DocumentBuilderFactory
import org.scalatest.funsuite.AnyFunSuite
import org.w3c.dom.{Document, Element}

import sparky.prepare.insight._
import sparky.prepare.publish.RowCounts
import sparky.prepare.schema._

/** The page, parsed as a browser would: every value is text, nothing is loaded. */
class ReportPageSuite extends AnyFunSuite {
  private val schema = FeatureSchema(
    "ads",
    InputFormat("delimited", '\t', header = false, trim = false, Seq("")),
    IndexedSeq(
      LabelColumn("clicked", "clicked", Seq("1"), Seq("0")),
      NumericColumn("age", "age", real = false, new java.math.BigDecimal(-10)),
      CategoricalColumn("site", "site", "-10", 1, None, 0)
    )
  )

  test("a hostile value is text: no tag, no attribute and no direction of its own") {
    val hostile = Seq(
      "<script>alert(1)</script>",
      "\"><img src=x onerror=alert(1)>",
      "' onmouseover='x",
      "&lt;b&gt; &amp;",
      "\u202egnp.exe",
      "\u0000\u001b[31m",
      "é" * 10000
    )
    val found = parsed(page(hostile, None))
    val values = elements(found, "bdi").map(_.getTextContent)
    hostile.foreach(v => assert(values.contains(Shown.text(v, 120))))
    assert(Seq("script", "img", "link", "iframe", "b").forall(elements(found, _).isEmpty))
    assert(
      !all(found).exists(e => Seq("src", "href", "onerror", "onmouseover").exists(e.hasAttribute))
    )
  }

  test("figures, fill and drift stand where a person looks for them") {
    val found = parsed(page(Seq("a"), Some(drift(0.2))))
    val cells = elements(found, "td").map(_.getTextContent)
    assert(Seq("site", "25.00 %", "0.3000", "0.2000", "\"a\"").forall(cells.contains))
    assert(elements(found, "h1").map(_.getTextContent) == Seq("evaluate rows of ads"))
    assert(
      elements(found, "li").map(_.getTextContent) == Seq(
        "site: L-infinity distance 0.3000 (0.2000 beyond chance); " +
          "\"a\": 60.00 % of the rows, 30.00 % with the artifacts"
      )
    )
    assert(elements(found, "tr").count(_.getAttribute("class") == "warned") == 1)
  }

  test("what is below the threshold is in the table and is no warning") {
    val found = parsed(page(Seq("a"), Some(drift(0.01))))
    assert(elements(found, "li").isEmpty && elements(found, "h2").size == 3)
  }

  test("columns without a value and outputs without a row have a page too") {
    val empty = DataStatistics(
      0,
      Vector(
        LabelSummary("clicked", 0),
        NumericSummary("age", 0, None, Histogram(Vector.empty, Vector(0L))),
        CategoricalSummary("site", None, 0, Some(0), 1, 0, None, Nil, Seq(Coverage(1, 0)))
      )
    )
    val bytes = new ReportPage(schema, "predict", RowCounts(0, 0, 0, 0), empty, None).bytes
    assert(elements(parsed(bytes), "td").map(_.getTextContent).contains("no row has a value"))
  }

  private def page(values: Seq[String], drift: Option[Drift]): Array[Byte] = {
    val top = values.zipWithIndex.map { case (v, i) => TopValue(v, i + 1L, 2) }
    val columns = Vector(
      LabelSummary("clicked", 1),
      NumericSummary("age", 1, None, Histogram(Vector(0f, 1f), Vector(0L, 3L, 0L))),
      CategoricalSummary(
        "site",
        None,
        0,
        Some(9),
        9,
        1,
        None,
        top,
        Seq(Coverage(1, 2), Coverage(9, 3))
      )
    )
    new ReportPage(
      schema,
      "evaluate",
      RowCounts(4, 4, 0, 0),
      DataStatistics(4, columns),
      drift
    ).bytes
  }

  private def drift(beyondChance: Double): Drift = {
    val moved = Moved("\"a\"", 0.6, 0.3)
    val column =
      ColumnDrift("site", Measure.InfinityNorm, 0.3, beyondChance, moved, Some(Rates(0, 0)), None)
    Drift(Baseline(100, Map.empty, isSample = false), Drift.Threshold, Vector(column))
  }

  // The page is well-formed XML too, so that the JDK can read it.
  private def parsed(page: Array[Byte]): Document = {
    assert(new String(page, UTF_8).startsWith("<!DOCTYPE html>\n<html"))
    DocumentBuilderFactory.newInstance.newDocumentBuilder.parse(new ByteArrayInputStream(page))
  }

  private def all(document: Document): Seq[Element] = elements(document, "*")

  private def elements(document: Document, tag: String): Seq[Element] = {
    val found = document.getElementsByTagName(tag)
    (0 until found.getLength).map(found.item(_).asInstanceOf[Element])
  }
}
