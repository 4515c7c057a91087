package sparky.prepare.estimate

import sparky.prepare.rank.{Entries, Vocabulary}
import sparky.prepare.schema.CategoricalColumn

/**
 * The values that a sample has in a categorical column.
 *
 * @param words
 *   the values with their counts, as entries, the fill among them where a row has it or no value
 * @param old
 *   the vocabulary that stands already, if any
 * @param ranks
 *   whether the job adds to it, or makes a new one
 */
final class ColumnSample(
    column: CategoricalColumn,
    words: Array[Long],
    old: Option[Vocabulary],
    ranks: Boolean
) {
  private val places = entryPlaces

  private val fillRows = {
    val fill = Vocabulary.packed(column.fill, 0)
    places.find(Entries.sameBytes(words, _, fill, 0)).fold(0L)(p => Entries.number(words(p)))
  }

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

  private def entryPlaces: IndexedSeq[Int] =
    Iterator
      .unfold(0)(p => Option.when(p < words.length)((p, p + Entries.size(words(p)))))
      .toIndexedSeq

  private def varintBytes(id: Int): Long = (38 - Integer.numberOfLeadingZeros(id)) / 7L
}
