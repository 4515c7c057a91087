package sparky.prepare.rank

import java.nio.charset.StandardCharsets.UTF_8
import java.util.Arrays

import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

import sparky.prepare.input.SplitTally
import sparky.prepare.row.LineBytes
import sparky.prepare.schema.CategoricalColumn

/**
 * From counts in ranges of hashes to a vocabulary, against the rule written down in a few lines.
 */
class RankingSuite extends AnyFunSuite with ScalaCheckPropertyChecks {

  test("more frequent values come first, ties by unsigned bytes, the rare ones are cut") {
    val counts = Map("b" -> 5L, "a" -> 5L, "é" -> 5L, "c" -> 9L, "rare" -> 1L)
    val ranked = rank(column(minCount = 2), counts, missing = 0, ranges = 3)
    assert(ranked == Seq("c" -> 9L, "a" -> 5L, "b" -> 5L, "é" -> 5L, "-10" -> 0L))
  }

  test("the fill counts the missing rows and the rows that have it, and takes its rank") {
    val counts = Map("a" -> 3L, "-10" -> 2L, "b" -> 1L)
    assert(
      rank(column(), counts, missing = 2, ranges = 2) == Seq("-10" -> 4L, "a" -> 3L, "b" -> 1L)
    )
  }

  test("beyond the largest size the fill takes the last place") {
    val counts = Map("a" -> 3L, "b" -> 2L, "c" -> 1L)
    assert(
      rank(column(maxSize = Some(2)), counts, missing = 0, ranges = 2) == Seq(
        "a" -> 3L,
        "-10" -> 0L
      )
    )
    assert(rank(column(maxSize = Some(1)), counts, missing = 1, ranges = 2) == Seq("-10" -> 1L))
  }

  test("distinct values are counted before the cut, the fill once") {
    val counts = Map("a" -> 3L, "rare" -> 1L)
    def distinct(missing: Long, more: (String, Long)*): Long = {
      val cut = column(minCount = 2)
      Ranking.rank(cut, merged(cut, counts ++ more, missing, 2), None).distinct
    }
    assert(distinct(0) == 2 && distinct(1) == 3 && distinct(1, "-10" -> 1L) == 3)
  }

  test("any counts give the vocabulary of the rule, for any number of ranges") {
    val value = Gen.oneOf(Gen.alphaNumStr, Gen.oneOf("-10", "", "a", "aa", "é", "日本", "😀x"))
    val count = Gen.frequency(5 -> Gen.choose(1L, 5L), 1 -> Gen.choose(65534L, 65538L))
    val all = Gen.mapOf(Gen.zip(value, count))
    forAll(
      all,
      Gen.choose(0L, 3L),
      Gen.choose(1L, 3L),
      Gen.option(Gen.choose(1L, 6L)),
      Gen.choose(1, 5)
    ) { (counts, missing, minCount, maxSize, ranges) =>
      val cut = column(minCount, maxSize)
      assert(rank(cut, counts, missing, ranges) == expected(cut, counts, missing))
    }
  }

  private def column(minCount: Long = 1, maxSize: Option[Long] = None): CategoricalColumn =
    CategoricalColumn("c", "c", "-10", minCount, maxSize, 0)

  private def expected(
      column: CategoricalColumn,
      counts: Map[String, Long],
      missing: Long
  ): Seq[(String, Long)] = {
    val all = counts + (column.fill -> (counts.getOrElse(column.fill, 0L) + missing))
    val frequent = all.filter { case (value, n) => n >= column.minCount || value == column.fill }
    val ranked = frequent.toSeq.sortBy { case (value, n) =>
      (-n, value.getBytes(UTF_8).map(b => f"${b & 0xff}%02x").mkString)
    }
    val size = column.maxSize.fold(ranked.size)(_.toInt)
    val kept = ranked.take(size)
    if (kept.exists(_._1 == column.fill)) kept else kept.init :+ (column.fill -> all(column.fill))
  }

  private def rank(
      column: CategoricalColumn,
      counts: Map[String, Long],
      missing: Long,
      ranges: Int
  ): Seq[(String, Long)] = {
    val vocabulary = Ranking.rank(column, merged(column, counts, missing, ranges), None).vocabulary
    val entries = Seq.newBuilder[(String, Long)]
    vocabulary.foreach { (_, p) =>
      entries += new String(Entries.bytes(vocabulary.words, p), UTF_8) -> Entries.number(
        vocabulary.words(p)
      )
    }
    assert(entries.result().size == vocabulary.size)
    entries.result()
  }

  private def merged(
      column: CategoricalColumn,
      counts: Map[String, Long],
      missing: Long,
      ranges: Int
  ): Seq[ColumnRange] = {
    val mergers = Seq.fill(ranges)(new RangeMerger(IndexedSeq(column), None))
    // Two tasks counted, so that every number is a sum.
    for ((value, n) <- counts; part <- Seq(n / 2, n - n / 2) if part > 0) {
      val writer = new EntryWriter
      writer.beginColumn()
      val bytes = value.getBytes(UTF_8)
      writer.add(Arrays.copyOf(bytes, bytes.length + LineBytes.Padding), 0, bytes.length, part)
      writer.endColumn()
      val words = writer.result
      mergers(ValueMap.range(words, 1, ranges)).add(ValueBlock(words))
    }
    mergers.last.add(TallyBlock(SplitTally(0, Nil, 0, 0, 0), 0, Seq(missing), Seq(missing)))
    mergers.flatMap(_.parts.map(_._2).collect { case range: ColumnRange => range })
  }
}
