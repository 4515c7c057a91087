package sparky.prepare.rank

import java.util.Arrays

/**
 * A map from byte strings to numbers: open addressing over entries that lie one after the other.
 *
 * A slot holds 32 bits of the hash and the place of the entry, so a look-up touches two cache
 * lines: the slot and the entry. The hash decides the place alone; equality is that of the bytes.
 */
final class ByteStringMap {
  import ByteStringMap._

  private[this] var slots = new Array[Long](1 << MinBits)
  private[this] var shift = 64 - MinBits
  private[this] var words = new Array[Long](MinWords)
  private[this] var used = 0
  private[this] var count = 0
  private[this] var longest = 0
  private[this] var key = new Array[Long](MinWords)

  /** How many byte strings the map holds. */
  def size: Int = count

  /** Bytes of memory. */
  def memory: Long = (slots.length.toLong + words.length) * 8

  /** Calls `use` with the array of entries and the place of each, in the order they came. */
  def foreach(use: EntryUse): Unit = {
    var position = 0
    while (position < used) {
      use.of(words, position)
      position += Entries.size(words(position))
    }
  }

  /** The longs that the longest byte string takes: what the scratch of [[get]] needs. */
  def longestWords: Int = longest

  /** Adds `amount` to the number of the bytes from `start` until `end`; new ones begin at 0. */
  def add(bytes: Array[Byte], start: Int, end: Int, amount: Long): Unit = {
    val length = end - start
    load(bytes, start, end)
    addKey(key, 0, length, hash(key, 0, length), amount)
  }

  /** As [[add]], for the entry at `position` of an array of entries. */
  def addEntry(source: Array[Long], position: Int, amount: Long): Unit = {
    val length = Entries.length(source(position))
    addKey(source, position + 1, length, hash(source, position + 1, length), amount)
  }

  /**
   * The number of the bytes from `start` until `end`, or 0 where the map does not hold them.
   *
   * @param scratch
   *   room for [[longestWords]] longs; the map itself is not changed, so that many threads may read
   *   it
   */
  def get(bytes: Array[Byte], start: Int, end: Int, scratch: Array[Long]): Long = {
    val length = end - start
    if (Entries.wordCount(length) > longest) 0L
    else {
      Entries.pack(bytes, start, end, scratch, 0)
      numberAt(find(scratch, 0, length, hash(scratch, 0, length)))
    }
  }

  /**
   * The number of the entry at `position` of an array of entries, or 0 where the map does not hold
   * its bytes.
   */
  def numberOf(source: Array[Long], position: Int): Long = {
    val length = Entries.length(source(position))
    numberAt(find(source, position + 1, length, hash(source, position + 1, length)))
  }

  /** Forgets all entries and gives back most of the memory. */
  def clear(): Unit = {
    slots = new Array[Long](1 << MinBits)
    shift = 64 - MinBits
    words = new Array[Long](MinWords)
    used = 0
    count = 0
    longest = 0
  }

  private def numberAt(slot: Int): Long =
    if (slots(slot) == 0) 0L else Entries.number(words(place(slots(slot))))

  private def load(bytes: Array[Byte], start: Int, end: Int): Unit = {
    val size = Entries.wordCount(end - start)
    if (size > key.length) key = new Array[Long](size * 2)
    Entries.pack(bytes, start, end, key, 0)
  }

  private def addKey(
      source: Array[Long],
      from: Int,
      length: Int,
      hash: Long,
      amount: Long
  ): Unit = {
    val slot = find(source, from, length, hash)
    val found = slots(slot)
    if (found != 0) words(place(found)) += amount
    else {
      slots(slot) = (hash & TagMask) | (used + 1)
      append(source, from, length, amount)
      count += 1
      if (count > (slots.length >>> 1)) grow()
    }
  }

  /** The slot of the key, or the empty one where it belongs. */
  private def find(source: Array[Long], from: Int, length: Int, hash: Long): Int = {
    val mask = slots.length - 1
    var slot = (hash >>> shift).toInt
    while (slots(slot) != 0 && !isAt(slots(slot), source, from, length, hash))
      slot = (slot + 1) & mask
    slot
  }

  private def isAt(slot: Long, source: Array[Long], from: Int, length: Int, hash: Long): Boolean =
    ((slot ^ hash) & TagMask) == 0 && {
      val entry = place(slot)
      val end = Entries.wordCount(length)
      var same = Entries.length(words(entry)) == length
      var i = 0
      while (same && i < end) {
        same = words(entry + 1 + i) == source(from + i)
        i += 1
      }
      same
    }

  private def append(source: Array[Long], from: Int, length: Int, amount: Long): Unit = {
    val size = Entries.wordCount(length)
    if (used + size + 1 > words.length)
      words = Arrays.copyOf(
        words,
        math.min(MaxWords, math.max(words.length.toLong * 2, used + size + 1L)).toInt
      )
    words(used) = Entries.header(length, amount)
    System.arraycopy(source, from, words, used + 1, size)
    used += size + 1
    longest = math.max(longest, size)
  }

  // A slot's tag are the upper bits of the hash, and so are the bits that choose the slot: no hash
  // is computed anew.
  private def grow(): Unit = {
    val old = slots
    slots = new Array[Long](old.length * 2)
    shift -= 1
    val mask = slots.length - 1
    var i = 0
    while (i < old.length) {
      if (old(i) != 0) {
        var slot = (old(i) >>> shift).toInt
        while (slots(slot) != 0) slot = (slot + 1) & mask
        slots(slot) = old(i)
      }
      i += 1
    }
  }

  private def place(slot: Long): Int = slot.toInt - 1
}

object ByteStringMap {
  private val MinBits = 6
  private val MinWords = 256
  final private val MaxWords = Int.MaxValue - 8L
  final private val TagMask = 0xffffffff00000000L
  final private val Multiplier = 0x9fb21c651e98df25L

  /**
   * A 64-bit hash of packed bytes: of its halves, the upper chooses slots, the lower hash ranges.
   */
  def hash(words: Array[Long], from: Int, length: Int): Long = {
    val end = from + Entries.wordCount(length)
    var hash = length * 0x9e3779b97f4a7c15L
    var i = from
    while (i < end) {
      hash = (hash ^ words(i)) * Multiplier
      hash ^= hash >>> 29
      i += 1
    }
    hash *= Multiplier
    hash ^ (hash >>> 32)
  }

  /** Which of `ranges` equal ranges of hashes the packed bytes belong to. */
  def range(words: Array[Long], from: Int, length: Int, ranges: Int): Int =
    (((hash(words, from, length) & 0xffffffffL) * ranges) >>> 32).toInt
}
