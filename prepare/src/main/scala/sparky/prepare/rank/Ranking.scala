package sparky.prepare.rank

import java.util.PriorityQueue

import sparky.prepare.schema.CategoricalColumn

/**
 * A ranked column.
 *
 * @param distinct
 *   categories that occur, cut or not, the fill among them if a row has it
 * @param fills
 *   values that equal the fill
 * @param missing
 *   missing values
 */
final case class RankedColumn(
    vocabulary: Vocabulary,
    distinct: Long,
    fills: Long,
    missing: Long
)

/** Sorts the values of a column to its vocabulary. */
object Ranking {

  /**
   * Missing values count for the fill.
   *
   * @param ranges
   *   what the ranges of hashes hold of the column
   * @param old
   *   the vocabulary whose values keep their ids, if any
   */
  def rank(
      column: CategoricalColumn,
      ranges: Seq[ColumnRange],
      old: Option[Vocabulary]
  ): RankedColumn = {
    val (fills, missing) = (ranges.map(_.fills).sum, ranges.map(_.missing).sum)
    val fill = Vocabulary.packed(column.fill, fills + missing)
    val fillIsNew = if (fills == 0 && missing > 0) 1 else 0
    val limit = column.maxSize.fold(Int.MaxValue)(size => math.min(size, Int.MaxValue.toLong).toInt)
    val runs = EntrySort.runs(ranges.map(_.words))
    val vocabulary = old.fold(merge(runs, fill, limit))(extend(_, runs, fill, limit))
    RankedColumn(vocabulary, ranges.map(_.distinct).sum + fillIsNew, fills, missing)
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
