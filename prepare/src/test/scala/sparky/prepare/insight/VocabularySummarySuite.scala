package sparky.prepare.insight

import org.scalatest.funsuite.AnyFunSuite

import sparky.prepare.rank.Vocabulary
import sparky.prepare.schema.CategoricalColumn

/** Top values, coverage curves and the expected unseen rate of small vocabularies. */
class VocabularySummarySuite extends AnyFunSuite {
  private val five =
    vocabulary(Seq("a" -> 50L, "-10" -> 20L, "b" -> 20L, "c" -> 2L, "d" -> 2L))

  test("the top values are the most frequent ones, ties by id, those of no row left out") {
    assert(
      VocabularySummary.top(five, Array(3, 0, 9, 3, 1)) ==
        Seq(TopValue("b", 3, 9), TopValue("a", 1, 3), TopValue("c", 4, 3), TopValue("d", 5, 1))
    )
    val many = vocabulary((1 to 50).map(i => s"v$i" -> 1L))
    assert(VocabularySummary.top(many, Array.fill(50)(1L)).map(_.id) == (1L to 20L))
  }

  test("coverage is told at 1, 2, 5, 10, … and at the whole vocabulary") {
    val counts = VocabularySummary.counts(five, 5)
    assert(counts.toSeq == Seq(50L, 20L, 20L, 2L, 2L))
    assert(
      VocabularySummary.coverage(counts, 94, 5) == Seq(
        Coverage(1, 50),
        Coverage(2, 70),
        Coverage(5, 94)
      )
    )
    // Only the first three ids were counted one by one.
    assert(VocabularySummary.coverage(counts.take(3), 94, 5).map(_.values) == Seq(1L, 2L, 5L))
  }

  test("unseen in new rows is what is unseen here, and what stands just on the limit") {
    def expected(minCount: Long, maxSize: Option[Long]): Double = {
      val column = CategoricalColumn("x", "x", "-10", minCount, maxSize, 0)
      VocabularySummary.unseenExpected(column, five, 6, 100)
    }
    assert(expected(2, None) == 0.10 && expected(1, None) == 0.06 && expected(2, Some(5)) == 0.06)
  }

  private def vocabulary(entries: Seq[(String, Long)]): Vocabulary =
    Vocabulary(entries.flatMap { case (v, n) => Vocabulary.packed(v, n) }.toArray, entries.size)
}
