package sparky.prepare.rank

import java.util.PriorityQueue

import sparky.prepare.schema.CategoricalColumn

/** A column's vocabulary, and its distinct values, cut or not. */
final case class RankedColumn(vocabulary: Vocabulary, distinct: Long)

/** Merges the sorted runs of a column to its vocabulary. */
object Ranking {

  /**
   * @param runs
   *   what the ranges of hashes left of the column
   * @param missing
   *   rows without a value: they count for the fill
   * @param old
   *   the vocabulary whose values keep their ids, if any
   */
  def rank(
      column: CategoricalColumn,
      runs: Seq[RankedRun],
      missing: Long,
      old: Option[Vocabulary]
  ): RankedColumn = {
    val fills = runs.map(_.fills).sum
    val fill = Vocabulary.packed(column.fill, fills + missing)
    val fillIsNew = if (fills == 0 && missing > 0) 1 else 0
    val limit = column.maxSize.fold(Int.MaxValue)(size => math.min(size, Int.MaxValue.toLong).toInt)
    val words = runs.map(_.words)
    val vocabulary = old.fold(merge(words, fill, limit))(extend(_, words, fill, limit))
    RankedColumn(vocabulary, runs.map(_.distinct).sum + fillIsNew)
  }

  private def extend(
      old: Vocabulary,
      runs: Seq[Array[Long]],
      fill: Array[Long],
      limit: Int
  ): Vocabulary = {
    val known = new OldValues(old)
    val added = merge((runs :+ fill).map(known.without), Array.empty, limit - old.size)
    Vocabulary(known.recounted ++ added.words, old.size + added.size)
  }

  /** The first `limit` values; the fill, if one is given, is always among them. */
  private def merge(runs: Seq[Array[Long]], fill: Array[Long], limit: Int): Vocabulary = {
    val heads = new PriorityQueue[Cursor]
    (runs :+ fill).filter(_.nonEmpty).foreach(words => heads.add(new Cursor(words)))
    val writer = new EntryWriter
    var (size, last, filled) = (0, 0, fill.isEmpty)
    while (size < limit && !heads.isEmpty) {
      val head = heads.poll()
      last = writer.size
      head.copyTo(writer)
      filled ||= head.words eq fill
      size += 1
      if (head.advance()) heads.add(head)
    }
    if (!filled) {
      writer.truncate(last)
      writer.add(fill, 0)
    }
    Vocabulary(writer.result, size)
  }

  /** The next entry of a run. */
  final private class Cursor(val words: Array[Long]) extends Comparable[Cursor] {
    private var position = 0

    def copyTo(writer: EntryWriter): Unit = writer.add(words, position)

    /** Moves to the next entry; false at the end of the run. */
    def advance(): Boolean = {
      position += Entries.size(words(position))
      position < words.length
    }

    def compareTo(other: Cursor): Int =
      Entries.compareRank(words, position, other.words, other.position)
  }
}
