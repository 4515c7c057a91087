package sparky.prepare.rank

/** Tells the values that a vocabulary has already, and counts them anew, from those that are new. */
final class OldValues(vocabulary: Vocabulary) {
  private[this] val ids = vocabulary.ids
  private[this] val counts = new Array[Long](vocabulary.size)

  /** Takes the numbers of the old values among the entries; the entries of the others. */
  def without(words: Array[Long]): Array[Long] = {
    val others = new EntryWriter
    var position = 0
    while (position < words.length) {
      val id = ids.numberOf(words, position).toInt
      if (id == 0) others.add(words, position)
      else counts(id - 1) = Entries.number(words(position))
      position += Entries.size(words(position))
    }
    others.result
  }

  /** The old values in the order of their ids, each with the number taken; 0 where none was. */
  def recounted: Array[Long] = {
    val words = vocabulary.words.clone()
    vocabulary.foreach { (id, position) =>
      words(position) = Entries.header(Entries.length(words(position)), counts(id - 1))
    }
    words
  }
}
