package sparky.prepare.insight

import java.nio.charset.StandardCharsets.UTF_8

import org.scalatest.funsuite.AnyFunSuite

import sparky.prepare.ContractError

/** What is written to `stats.json` comes back as what others are compared with. */
class BaselineSuite extends AnyFunSuite {
  private val histogram = Histogram(Vector(0f, 1.5f), Vector(0L, 3L, 0L))
  private val statistics = DataStatistics(
    4,
    Vector(
      LabelSummary("clicked", 1),
      NumericSummary("age", 1, None, histogram),
      CategoricalSummary("site", None, 2, Some(3), 3, 0, Some(0.25), Nil, Seq(Coverage(3, 4)))
    )
  )

  test("rows, rates to expect and histograms come back") {
    val expected = Map(
      "clicked" -> LabelBaseline(1),
      "age" -> NumericBaseline(1, histogram),
      "site" -> CategoricalBaseline(None, 2, 0.25)
    )
    assert(
      Baseline.read(StatisticsJson.bytes(statistics, None), "s") == Baseline(
        4,
        expected,
        isSample = false
      )
    )
  }

  test("what is no such file is refused by its field") {
    val good = new String(StatisticsJson.bytes(statistics, None), UTF_8)
    def refusal(text: String): String =
      intercept[ContractError](Baseline.read(text.getBytes(UTF_8), "s")).getMessage
    assert(
      refusal(good.replace("\"format_version\" : 1", "\"format_version\" : 2")) ==
        "s: format_version: expected 1, received 2"
    )
    assert(
      refusal(good.replace("0.25,\n      \"top\"", "\"x\",\n      \"top\"")) ==
        "s: unseen_expected: expected a number, received \"x\""
    )
    assert(
      refusal(good.replace("[ 0, 3, 0 ]", "[ 0, 3 ]")) ==
        "s: rows: expected 3 integers, received [0,3]"
    )
    assert(
      refusal(good.replace("[ 0.0, 1.5 ]", "[ 0.0, \"1\" ]")) ==
        "s: bounds: expected a list of numbers, received [0,\"1\"]"
    )
  }
}
