package sparky.prepare.rank

import sparky.prepare.row.LineBytes

/**
 * Byte strings with a number each, one after the other in an array of longs.
 *
 * An entry is a header, with the length in its upper 24 bits and the number in its lower 40, and
 * then the bytes, eight in a long, the first in its lowest bits, the last long filled up with
 * zeros. One layout serves the count of a task, the shuffle, the vocabulary and its look-up, so
 * that no step converts.
 */
object Entries {
  final private val LengthShift = 40

  /** The largest number that an entry holds: 2^40 - 1, more rows than any log has. */
  final val MaxNumber: Long = (1L << LengthShift) - 1

  def header(length: Int, number: Long): Long = (length.toLong << LengthShift) | number

  def number(header: Long): Long = header & MaxNumber

  def length(header: Long): Int = (header >>> LengthShift).toInt

  /** The longs of an entry, its header included. */
  def size(header: Long): Int = 1 + wordCount(length(header))

  /** The longs that hold so many bytes. */
  def wordCount(length: Int): Int = (length + 7) >>> 3

  /** Writes the bytes from `start` until `end` as longs to `words` from `position` on. */
  def pack(bytes: Array[Byte], start: Int, end: Int, words: Array[Long], position: Int): Unit = {
    var from = start
    var to = position
    while (end - from >= 8) {
      words(to) = LineBytes.word(bytes, from)
      to += 1
      from += 8
    }
    if (from < end) words(to) = LineBytes.word(bytes, from) & ((1L << ((end - from) << 3)) - 1)
  }

  /** The bytes of the entry at `position`. */
  def bytes(words: Array[Long], position: Int): Array[Byte] = {
    val result = new Array[Byte](length(words(position)))
    var i = 0
    while (i < result.length) {
      result(i) = (words(position + 1 + (i >>> 3)) >>> ((i & 7) << 3)).toByte
      i += 1
    }
    result
  }

  /** Whether two entries have the same bytes. */
  def sameBytes(one: Array[Long], position: Int, other: Array[Long], otherPosition: Int): Boolean =
    length(one(position)) == length(other(otherPosition)) &&
      compareBytes(one, position, other, otherPosition) == 0

  /** The order of a vocabulary: by number descending, ties by unsigned bytes. */
  def compareRank(one: Array[Long], position: Int, other: Array[Long], otherPosition: Int): Int = {
    val order = java.lang.Long.compare(number(other(otherPosition)), number(one(position)))
    if (order != 0) order else compareBytes(one, position, other, otherPosition)
  }

  private def compareBytes(
      one: Array[Long],
      position: Int,
      other: Array[Long],
      otherPosition: Int
  ): Int = {
    val (length, otherLength) =
      (Entries.length(one(position)), Entries.length(other(otherPosition)))
    val shared = wordCount(math.min(length, otherLength))
    var i = 1
    while (i <= shared && one(position + i) == other(otherPosition + i)) i += 1
    if (i > shared) Integer.compare(length, otherLength)
    else
      java.lang.Long
        .compareUnsigned(bigEndian(one(position + i)), bigEndian(other(otherPosition + i)))
  }

  private def bigEndian(word: Long): Long = java.lang.Long.reverseBytes(word)
}
