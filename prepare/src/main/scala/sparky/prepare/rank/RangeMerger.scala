package sparky.prepare.rank

import java.io.{ByteArrayInputStream, ByteArrayOutputStream, DataInputStream, DataOutputStream}

import scala.collection.mutable

import sparky.prepare.schema.CategoricalColumn

/**
 * Merges the blocks of one range of hashes, and cuts what is rare.
 *
 * @param old
 *   for each categorical column the values that stay however rare they are; none are new ids
 */
final class RangeMerger(
    columns: IndexedSeq[CategoricalColumn],
    old: Option[IndexedSeq[ValueMap]]
) {
  private[this] val maps = columns.map(_ => new ValueMap)
  private[this] val missing = new Array[Long](columns.size)
  private[this] val numbers = mutable.SortedMap.empty[Int, NumberCounter]
  private[this] val tallies = mutable.ArrayBuffer.empty[TallyBlock]

  def add(block: CountBlock): Unit = block match {
    case ValueBlock(words) => addValues(words)
    case NumberBlock(column, bytes) =>
      val counter = numbers.getOrElseUpdate(column, new NumberCounter)
      counter.merge(new DataInputStream(new ByteArrayInputStream(bytes)))
    case tally: TallyBlock =>
      tallies += tally
      missing.indices.foreach(i => missing(i) += tally.missing(i))
    case range: ColumnRange => throw new IllegalArgumentException(s"merged already: $range")
  }

  /** What was merged, each part with the number of its column; what is of none has the next. */
  def parts: Iterator[(Int, CountBlock)] = {
    val ranges = columns.indices.iterator.map(i => i -> column(i))
    ranges ++ (numberBlocks ++ tallies.iterator).map(columns.size -> _)
  }

  private def numberBlocks: Iterator[CountBlock] =
    numbers.iterator.map { case (column, counter) =>
      val bytes = new ByteArrayOutputStream
      counter.write(new DataOutputStream(bytes))
      NumberBlock(column, bytes.toByteArray)
    }

  private def addValues(words: Array[Long]): Unit =
    ColumnBlock.ends(words, maps.size).foreach { case (column, from, until) =>
      maps(column).reserve((until - from) / 2)
      maps(column).addEntries(words, from, until)
    }

  // The map is let go, so that the parts of all columns are never there beside all maps.
  private def column(i: Int): ColumnRange = {
    val (map, fill) = (maps(i), Vocabulary.packed(columns(i).fill, 0))
    val frequent = new EntryWriter
    map.foreach { (words, at) =>
      val kept = Entries.number(words(at)) >= columns(i).minCount ||
        old.exists(_(i).numberOf(words, at) != 0)
      if (kept && !Entries.sameBytes(words, at, fill, 0)) frequent.add(words, at)
    }
    val range =
      ColumnRange(frequent.result, map.size.toLong, map.numberOf(fill, 0), missing(i))
    map.clear()
    range
  }
}
