package sparky.prepare.rank

import java.util.{Arrays, Comparator}

/**
 * Sorts entries by rank: number descending, ties by unsigned bytes.
 *
 * Most values are rare and most are short, so these are dealt into a bucket for each number, and a
 * bucket is sorted as plain longs. The few others are sorted by comparison.
 */
object EntrySort {

  /** Numbers from here on are compared. */
  private val Frequent = 1 << 16

  /**
   * The entries of all parts in sorted runs.
   *
   * @return
   *   arrays of entries; each is in order, a value is in one of them
   */
  def runs(parts: Seq[Array[Long]]): Seq[Array[Long]] = {
    val others = new EntryWriter
    val starts = new Array[Int](Frequent + 1)
    foreach(parts) { (words, at) =>
      if (isDealt(words, at)) starts(bucket(words, at) + 1) += 1 else others.add(words, at)
    }
    (1 to Frequent).foreach(i => starts(i) += starts(i - 1))
    val keys = dealt(parts, starts.clone())
    Seq(entries(keys, starts), compared(others.result))
  }

  /** A number's bucket: the largest numbers first. */
  private def bucket(words: Array[Long], at: Int): Int =
    Frequent - 1 - Entries.number(words(at)).toInt

  private def isDealt(words: Array[Long], at: Int): Boolean =
    Entries.number(words(at)) < Frequent && ValueMap.isShort(words(at))

  private def dealt(parts: Seq[Array[Long]], next: Array[Int]): Array[Long] = {
    val keys = new Array[Long](next(Frequent))
    foreach(parts) { (words, at) =>
      if (isDealt(words, at)) {
        val b = bucket(words, at)
        keys(next(b)) = sortable(words(at + 1))
        next(b) += 1
      }
    }
    keys
  }

  private def entries(keys: Array[Long], starts: Array[Int]): Array[Long] = {
    val words = new Array[Long](keys.length * 2)
    (0 until Frequent).foreach { b =>
      Arrays.sort(keys, starts(b), starts(b + 1))
      var i = starts(b)
      while (i < starts(b + 1)) {
        val key = unsorted(keys(i))
        words(2 * i) = Entries.header(ValueMap.length(key), Frequent - 1L - b)
        words(2 * i + 1) = key
        i += 1
      }
    }
    words
  }

  // As signed longs these are in the order of the bytes.
  private def sortable(key: Long): Long = java.lang.Long.reverseBytes(key) ^ Long.MinValue

  private def unsorted(key: Long): Long = java.lang.Long.reverseBytes(key ^ Long.MinValue)

  private def compared(words: Array[Long]): Array[Long] = {
    val places = Array.newBuilder[Integer]
    foreach(Seq(words))((_, at) => places += at)
    val sorted = places.result()
    Arrays.sort(
      sorted,
      new Comparator[Integer] {
        def compare(one: Integer, other: Integer): Int =
          Entries.compareRank(words, one, words, other)
      }
    )
    val writer = new EntryWriter
    sorted.foreach(at => writer.add(words, at))
    writer.result
  }

  private def foreach(parts: Seq[Array[Long]])(use: EntryUse): Unit =
    parts.foreach { words =>
      var at = 0
      while (at < words.length) {
        use.of(words, at)
        at += Entries.size(words(at))
      }
    }
}
