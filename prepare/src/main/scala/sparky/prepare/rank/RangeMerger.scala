package sparky.prepare.rank

import java.io.{ByteArrayInputStream, ByteArrayOutputStream, DataInputStream, DataOutputStream}
import java.util.{Arrays, Comparator}

import scala.collection.mutable

import sparky.prepare.schema.CategoricalColumn

/**
 * What is left of a column in one range of hashes.
 *
 * @param words
 *   the entries that may be in the vocabulary, without the fill, in its order
 * @param distinct
 *   values in the range, cut or not, the fill among them
 * @param fills
 *   rows that have the fill as their value
 */
final case class RankedRun(words: Array[Long], distinct: Long, fills: Long)

/**
 * What a task that merges sends to the driver.
 *
 * @param runs
 *   for each categorical column
 * @param numbers
 *   merged counters of the columns that this task had to merge
 */
final case class MergedRange(
    runs: Seq[RankedRun],
    numbers: Seq[NumberBlock],
    tallies: Seq[TallyBlock]
)

/**
 * Merges the blocks of one range of hashes, and cuts and sorts what it merged.
 *
 * @param old
 *   for each categorical column the values that stay however rare they are; none are new ids
 */
final class RangeMerger(
    columns: IndexedSeq[CategoricalColumn],
    old: Option[IndexedSeq[ByteStringMap]]
) {
  private[this] val maps = columns.map(_ => new ByteStringMap)
  private[this] val numbers = mutable.SortedMap.empty[Int, NumberCounter]
  private[this] val tallies = mutable.ArrayBuffer.empty[TallyBlock]

  def add(block: CountBlock): Unit = block match {
    case ValueBlock(words) => addValues(words)
    case NumberBlock(column, bytes) =>
      val counter = numbers.getOrElseUpdate(column, new NumberCounter)
      counter.merge(new DataInputStream(new ByteArrayInputStream(bytes)))
    case tally: TallyBlock => tallies += tally
  }

  def result: MergedRange = {
    val merged = numbers.toSeq.map { case (column, counter) =>
      val bytes = new ByteArrayOutputStream
      counter.write(new DataOutputStream(bytes))
      NumberBlock(column, bytes.toByteArray)
    }
    MergedRange(
      columns.indices.map(i => ranked(columns(i), maps(i), old.map(_(i)))),
      merged,
      tallies.toSeq
    )
  }

  private def addValues(words: Array[Long]): Unit = {
    var position = 0
    maps.foreach { map =>
      val end = position + 1 + words(position).toInt
      position += 1
      while (position < end) {
        map.addEntry(words, position, Entries.number(words(position)))
        position += Entries.size(words(position))
      }
    }
  }

  private def ranked(
      column: CategoricalColumn,
      map: ByteStringMap,
      old: Option[ByteStringMap]
  ): RankedRun = {
    val fill = Vocabulary.packed(column.fill, 0)
    val places = positions(map, column.minCount, fill, old)
    val words = map.entries
    Arrays.sort(
      places,
      new Comparator[Integer] {
        def compare(one: Integer, other: Integer): Int =
          Entries.compareRank(words, one, words, other)
      }
    )
    val writer = new EntryWriter
    val kept =
      column.maxSize
        .filter(_ => old.isEmpty)
        .fold(places.length)(size => math.min(size, places.length.toLong).toInt)
    (0 until kept).foreach(i => writer.add(words, places(i)))
    RankedRun(writer.result, map.size.toLong, map.numberOf(fill, 0))
  }

  /** Where the entries stand that are frequent enough; the fill is told apart by `fills`. */
  private def positions(
      map: ByteStringMap,
      minCount: Long,
      fill: Array[Long],
      old: Option[ByteStringMap]
  ): Array[Integer] = {
    val places = mutable.ArrayBuffer.empty[Integer]
    val words = map.entries
    var position = 0
    while (position < map.usedWords) {
      val kept = Entries.number(words(position)) >= minCount ||
        old.exists(_.numberOf(words, position) != 0)
      if (kept && !Entries.sameBytes(words, position, fill, 0)) places += position
      position += Entries.size(words(position))
    }
    places.toArray
  }
}
