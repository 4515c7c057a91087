package sparky.prepare.rank

import java.nio.charset.StandardCharsets.UTF_8
import java.util.Arrays

import sparky.prepare.row.LineBytes

/**
 * The values of a categorical column with their counts, in the order of their ids: the first has id
 * 1.
 *
 * @param words
 *   the entries, see [[Entries]]
 * @param size
 *   how many they are
 */
final case class Vocabulary(words: Array[Long], size: Int) {

  /** Calls `use` with the id and the place of each entry. */
  def foreach(use: (Int, Int) => Unit): Unit = {
    var position = 0
    var id = 1
    while (position < words.length) {
      use(id, position)
      position += Entries.size(words(position))
      id += 1
    }
  }

  /** How often its values were met together. */
  def rows: Long = {
    var sum = 0L
    foreach((_, position) => sum += Entries.number(words(position)))
    sum
  }

  /** The ids by value. */
  def ids: ValueMap = {
    val map = new ValueMap(size)
    foreach((id, position) => map.addEntry(words, position, id.toLong))
    map
  }
}

object Vocabulary {

  /** No value. */
  val Empty: Vocabulary = Vocabulary(Array.empty, 0)

  /** One value as an entry. */
  def packed(value: String, number: Long): Array[Long] = {
    val bytes = value.getBytes(UTF_8)
    val writer = new EntryWriter
    writer.add(Arrays.copyOf(bytes, bytes.length + LineBytes.Padding), 0, bytes.length, number)
    writer.result
  }
}
