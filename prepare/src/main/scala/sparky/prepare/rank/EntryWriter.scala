package sparky.prepare.rank

import java.util.Arrays

/**
 * A growing array of entries, see [[Entries]], which may stand in columns with their length before
 * them.
 */
final class EntryWriter {
  private[this] var words = new Array[Long](64)
  private[this] var used = 0
  private[this] var columnStart = 0

  /** The longs written so far. */
  def size: Int = used

  /** What was written, without room to grow. */
  def result: Array[Long] = Arrays.copyOf(words, used)

  /** Copies the entry at `position`, but for its number. */
  def add(source: Array[Long], position: Int, number: Long): Unit = {
    val header = used
    add(source, position)
    words(header) = Entries.header(Entries.length(source(position)), number)
  }

  /** Copies the entry at `position`. */
  def add(source: Array[Long], position: Int): Unit = {
    val count = Entries.size(source(position))
    reserve(count)
    System.arraycopy(source, position, words, used, count)
    used += count
  }

  /**
   * Writes an entry from bytes, which [[sparky.prepare.row.LineBytes.Padding]] more bytes must
   * follow.
   */
  def add(bytes: Array[Byte], start: Int, end: Int, number: Long): Unit = {
    val header = Entries.header(end - start, number)
    reserve(Entries.size(header))
    words(used) = header
    Entries.pack(bytes, start, end, words, used + 1)
    used += Entries.size(header)
  }

  /** Forgets what was written from `position` on. */
  def truncate(position: Int): Unit = used = position

  def beginColumn(): Unit = {
    reserve(1)
    columnStart = used
    used += 1
  }

  def endColumn(): Unit = words(columnStart) = used - columnStart - 1L

  private def reserve(count: Int): Unit =
    if (used + count > words.length)
      words = Arrays.copyOf(
        words,
        math.max(used + count, (words.length * 2L).min(Int.MaxValue - 8L).toInt)
      )
}
