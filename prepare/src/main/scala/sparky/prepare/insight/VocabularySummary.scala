package sparky.prepare.insight

import java.nio.charset.StandardCharsets.UTF_8
import java.util.PriorityQueue

import sparky.prepare.rank.{Entries, Vocabulary}
import sparky.prepare.schema.CategoricalColumn

/** What a vocabulary says of the rows that are counted by its ids. */
object VocabularySummary {

  /** So many values are told by name. */
  val TopValues: Int = 20

  /**
   * The most frequent values, ties by id.
   *
   * @param rows
   *   of each id from 1 on; ids beyond are not looked at
   */
  def top(vocabulary: Vocabulary, rows: Array[Long]): Seq[TopValue] = {
    val least = new PriorityQueue[Ranked]
    rows.indices.foreach { i =>
      if (rows(i) > 0 && (least.size < TopValues || rows(i) > least.peek().rows)) {
        least.add(new Ranked(i + 1, rows(i)))
        if (least.size > TopValues) least.poll()
      }
    }
    val ranked = Iterator.continually(least.poll()).takeWhile(_ != null).toSeq.reverse
    val texts = values(vocabulary, ranked.map(_.id).toSet)
    ranked.map(r => TopValue(texts(r.id), r.id.toLong, r.rows))
  }

  /** The texts of some ids. */
  def values(vocabulary: Vocabulary, ids: Set[Int]): Map[Int, String] = {
    val found = Map.newBuilder[Int, String]
    val last = ids.maxOption.getOrElse(0)
    var (id, position) = (1, 0)
    while (id <= last) {
      if (ids(id)) found += id -> new String(Entries.bytes(vocabulary.words, position), UTF_8)
      position += Entries.size(vocabulary.words(position))
      id += 1
    }
    found.result()
  }

  /** The rows of the first 1, 2, 5, 10, … values, up to those of all. */
  def coverage(rows: Array[Long], known: Long, size: Long): Seq[Coverage] = {
    val steps = Iterator.iterate(1L)(_ * 10).flatMap(n => Seq(n, 2 * n, 5 * n))
    val points = steps.takeWhile(n => n < size && n <= rows.length).toSeq
    var (sum, i) = (0L, 0)
    val first = points.map { point =>
      while (i < point) {
        sum += rows(i)
        i += 1
      }
      Coverage(point, sum)
    }
    first :+ Coverage(size, known)
  }

  /**
   * The share of new rows of the same source whose value is unseen, as Good and Turing estimate it:
   * a value below the limit is met again as often as those are that stand just on it.
   */
  def unseenExpected(
      column: CategoricalColumn,
      vocabulary: Vocabulary,
      unseen: Long,
      rows: Long
  ): Double = {
    val isCutBySize = column.maxSize.exists(_ <= vocabulary.size)
    var rarest = 0L
    if (!isCutBySize) vocabulary.foreach { (_, position) =>
      if (Entries.number(vocabulary.words(position)) == column.minCount) rarest += column.minCount
    }
    DataStatistics.share(unseen + rarest, rows)
  }

  /** The counts of the vocabulary, in the order of the ids. */
  def counts(vocabulary: Vocabulary, limit: Int): Array[Long] = {
    val counts = new Array[Long](math.min(vocabulary.size, limit))
    var position = 0
    counts.indices.foreach { i =>
      counts(i) = Entries.number(vocabulary.words(position))
      position += Entries.size(vocabulary.words(position))
    }
    counts
  }

  /** The least frequent of the frequent comes first out of the queue. */
  final private class Ranked(val id: Int, val rows: Long) extends Comparable[Ranked] {
    def compareTo(other: Ranked): Int = {
      val order = java.lang.Long.compare(rows, other.rows)
      if (order != 0) order else Integer.compare(other.id, id)
    }
  }
}
