package sparky.prepare.rank

import sparky.prepare.row.{CategoricalField, RowBatch}

/**
 * A map from categorical values to numbers: counts, or ids.
 *
 * A value of one to eight bytes is its own key, packed in a long as [[CategoricalField]] packs it,
 * beside its number in one open-addressing table, so a look-up touches one cache line. Whole
 * batches are looked up at once: a first loop touches all their lines, whose misses overlap, the
 * second works on them. Empty and longer values are in a [[ByteStringMap]].
 *
 * @param expected
 *   short values to have room for
 */
final class ValueMap(expected: Int = 0) {
  import ValueMap._

  private[this] var shift = 64 - bitsFor(expected)
  private[this] var slots = new Array[Long](2 << (64 - shift))
  private[this] var shorts = 0
  private[this] val others = new ByteStringMap
  private[this] var touched = 0L

  /** How many values the map holds. */
  def size: Int = shorts + others.size

  /** Bytes of memory. */
  def memory: Long = slots.length * 8L + others.memory

  /** What [[idsOf]] needs as scratch. */
  def scratch: Array[Long] = new Array[Long](others.longestWords)

  /** Adds one to the number of every value of a batch that is not missing; new ones begin at 0. */
  def countAll(field: CategoricalField, batch: RowBatch): Unit = {
    val keys = field.keys
    val bytes = batch.bytes
    val count = field.values(batch)
    touch(keys, count)
    var i = 0
    while (i < count) {
      if (keys(i) != 0) addShort(keys(i), 1)
      else if (!field.isMissing(i))
        others.add(bytes, field.valueStart(batch, i), field.valueEnd(batch, i), 1)
      i += 1
    }
  }

  /**
   * Finds the number of every value of a batch.
   *
   * Many threads may do so at once.
   *
   * @param missing
   *   what stands for a missing value
   * @param unseen
   *   what stands for a value that the map does not hold
   */
  def idsOf(
      field: CategoricalField,
      batch: RowBatch,
      missing: Long,
      unseen: Long,
      scratch: Array[Long],
      ids: Array[Long]
  ): Unit = {
    val keys = field.keys
    val bytes = batch.bytes
    val count = field.values(batch)
    touch(keys, count)
    var i = 0
    while (i < count) {
      val id =
        if (keys(i) != 0) slots(find(keys(i)) + 1)
        else if (field.isMissing(i)) missing
        else others.get(bytes, field.valueStart(batch, i), field.valueEnd(batch, i), scratch)
      ids(i) = if (id == 0) unseen else id
      i += 1
    }
  }

  /** Adds `amount` to the number of the entry at `position` of an array of entries. */
  def addEntry(source: Array[Long], position: Int, amount: Long): Unit =
    if (isShort(source(position))) addShort(source(position + 1), amount)
    else others.addEntry(source, position, amount)

  /** Makes room for so many short values, where the map has none yet. */
  def reserve(values: Int): Unit =
    if (shorts == 0 && bitsFor(values) > 64 - shift) {
      shift = 64 - bitsFor(values)
      slots = new Array[Long](2 << (64 - shift))
    }

  /** Adds what entries from `from` until `until` hold to the numbers of their values. */
  def addEntries(source: Array[Long], from: Int, until: Int): Unit = {
    var begin = from
    while (begin < until) {
      val end = touchEntries(source, begin, until)
      while (begin < end) {
        addEntry(source, begin, Entries.number(source(begin)))
        begin += Entries.size(source(begin))
      }
    }
  }

  /** The number of the entry at `position` of an array of entries, or 0 where the map has it not. */
  def numberOf(source: Array[Long], position: Int): Long =
    if (isShort(source(position))) slots(find(source(position + 1)) + 1)
    else others.numberOf(source, position)

  /** Calls `use` with an array and the place in it of every entry, in no order. */
  def foreach(use: EntryUse): Unit = {
    val entry = new Array[Long](2)
    var slot = 0
    while (slot < slots.length) {
      if (slots(slot) != 0) {
        entry(0) = Entries.header(length(slots(slot)), slots(slot + 1))
        entry(1) = slots(slot)
        use.of(entry, 0)
      }
      slot += 2
    }
    others.foreach(use)
  }

  /** All entries, one after the other, in no order. */
  def entries: Array[Long] = {
    val writer = new EntryWriter
    foreach((words, at) => writer.add(words, at))
    writer.result
  }

  /** Forgets all entries and gives back most of the memory. */
  def clear(): Unit = {
    shift = 64 - bitsFor(0)
    slots = new Array[Long](2 << (64 - shift))
    shorts = 0
    others.clear()
  }

  // The sum is kept, or the compiler would leave the loop out.
  private def touch(keys: Array[Long], count: Int): Unit = {
    var sum = 0L
    var i = 0
    while (i < count) {
      sum += slots(home(keys(i)))
      i += 1
    }
    touched = sum
  }

  /** Touches the lines of some entries, and returns where these end. */
  private def touchEntries(source: Array[Long], from: Int, until: Int): Int = {
    var sum = 0L
    var position = from
    var count = 0
    while (position < until && count < RowBatch.Capacity) {
      sum += slots(home(source(math.min(position + 1, until - 1))))
      position += Entries.size(source(position))
      count += 1
    }
    touched = sum
    position
  }

  private def home(key: Long): Int = (mixed(key) >>> shift).toInt << 1

  /** The slot of the key, or the empty one where it belongs. */
  private def find(key: Long): Int = {
    val mask = slots.length - 1
    var slot = home(key)
    while (slots(slot) != key && slots(slot) != 0) slot = (slot + 2) & mask
    slot
  }

  private def addShort(key: Long, amount: Long): Unit = {
    val slot = find(key)
    slots(slot + 1) += amount
    if (slots(slot) == 0) {
      slots(slot) = key
      shorts += 1
      if (shorts > mostIn(64 - shift)) grow()
    }
  }

  private def grow(): Unit = {
    val old = slots
    shift -= 1
    slots = new Array[Long](old.length * 2)
    var i = 0
    while (i < old.length) {
      if (old(i) != 0) {
        val slot = find(old(i))
        slots(slot) = old(i)
        slots(slot + 1) = old(i + 1)
      }
      i += 2
    }
  }
}

object ValueMap {
  private val MinBits = 6
  final private val First = 0x9fb21c651e98df25L
  final private val Second = 0x9e3779b97f4a7c15L

  /** Bytes of memory of a map of so many short values, made for that many. */
  def memoryFor(values: Int): Long = 16L << bitsFor(values)

  /** Which of `ranges` equal ranges of hashes the entry at `position` belongs to. */
  def range(words: Array[Long], position: Int, ranges: Int): Int =
    if (isShort(words(position)))
      (((mixed(words(position + 1)) & 0xffffffffL) * ranges) >>> 32).toInt
    else ByteStringMap.range(words, position + 1, Entries.length(words(position)), ranges)

  /** Whether an entry with this header is a packed value. */
  def isShort(header: Long): Boolean = {
    val length = Entries.length(header)
    length >= 1 && length <= 8
  }

  /** The bytes of a packed value. */
  def length(key: Long): Int = 8 - (java.lang.Long.numberOfLeadingZeros(key) >>> 3)

  private def mixed(key: Long): Long = {
    val once = key * First
    (once ^ (once >>> 32)) * Second
  }

  /** Two thirds: beyond, a search that finds nothing takes too long. */
  private def mostIn(bits: Int): Int = ((2L << bits) / 3).toInt

  private def bitsFor(values: Int): Int =
    Iterator.from(MinBits).find(bits => values <= mostIn(bits)).get
}
