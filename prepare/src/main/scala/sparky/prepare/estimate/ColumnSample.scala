package sparky.prepare.estimate

import sparky.prepare.rank.{Entries, EntryWriter, ValueMap, Vocabulary}
import sparky.prepare.schema.CategoricalColumn

/**
 * The values that a sample has in a categorical column.
 *
 * @param values
 *   with their counts, the fill among them where a row has it or no value
 * @param old
 *   the vocabulary that stands already, if any
 * @param ranks
 *   whether the job adds to it, or makes a new one
 */
final class ColumnSample(
    column: CategoricalColumn,
    values: ValueMap,
    old: Option[Vocabulary],
    ranks: Boolean
) {
  private val words = entries
  private val places = entryPlaces
  private val fillRows = values.numberOf(Vocabulary.packed(column.fill, 0), 0)

  /** All values. */
  val spectrum: CountSpectrum = spectrumOf(places)

  /** Those that the old vocabulary has not. */
  private val added: CountSpectrum =
    old.map(_.ids).fold(spectrum) { ids =>
      spectrumOf(places.filter(ids.numberOf(words, _) == 0))
    }

  /** Mean bytes of a distinct value. */
  val valueBytes: Double =
    places.map(p => Entries.length(words(p)).toDouble).sum / math.max(1, places.size)

  /** Mean bytes of a row's id in a record: frequent values have small ids, and small ids are short. */
  val idBytes: Double = {
    val counts = places.map(p => Entries.number(words(p))).sorted(Ordering.Long.reverse)
    val sizes = counts.indices.iterator.map(rank => varintBytes(rank + 1) * counts(rank))
    sizes.sum.toDouble / math.max(1, counts.sum)
  }

  /** The expected size of the vocabulary of a log of `scale` times the sample's rows. */
  def vocabularyAt(scale: Double): Double = {
    val kept = old.fold(0.0)(_.size.toDouble)
    val frequent = if (ranks) added.frequentAt(scale, column.minCount) else 0.0
    val fill = if (old.isEmpty && fillRows * scale < column.minCount) 1.0 else 0.0
    val all = kept + frequent + fill
    column.maxSize.fold(all)(size => math.max(kept, math.min(all, size.toDouble)))
  }

  def name: String = column.name

  def minCount: Long = column.minCount

  private def spectrumOf(places: Seq[Int]): CountSpectrum =
    new CountSpectrum(places.groupMapReduce(p => Entries.number(words(p)))(_ => 1L)(_ + _))

  private def entries: Array[Long] = {
    val writer = new EntryWriter
    values.foreach((words, at) => writer.add(words, at))
    writer.result
  }

  private def entryPlaces: Seq[Int] = {
    val next = (p: Int) => p + Entries.size(words(p))
    if (values.size == 0) Nil else Iterator.iterate(0)(next).take(values.size).toIndexedSeq
  }

  private def varintBytes(id: Int): Long = (38 - Integer.numberOfLeadingZeros(id)) / 7L
}
