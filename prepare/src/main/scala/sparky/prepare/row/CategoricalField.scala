package sparky.prepare.row

import java.util.Arrays

/**
 * The categories of a column.
 *
 * A value of one to eight bytes is packed in a long: no value holds a NUL, so the bytes that are
 * left of the long, zero, tell the length too.
 */
sealed abstract class CategoricalField(name: String, position: Int) extends Field(name, position) {

  /**
   * The values of the rows, packed, the first byte in the lowest bits; 0 where one is missing, empty
   * or longer than eight bytes.
   */
  def keys: Array[Long]

  /** How many values the rows of the batch have together. */
  def values(batch: RowBatch): Int

  /** Whether a value is missing. */
  def isMissing(value: Int): Boolean

  /** Where a value that is not missing begins in the batch's bytes. */
  def valueStart(batch: RowBatch, value: Int): Int

  /** The first byte beyond a value that is not missing. */
  def valueEnd(batch: RowBatch, value: Int): Int

  /** How many of the values are missing. */
  final def missingValues(batch: RowBatch): Int = {
    var count = 0
    var value = 0
    while (value < values(batch)) {
      if (isMissing(value)) count += 1
      value += 1
    }
    count
  }
}

object CategoricalField {

  private[row] def key(bytes: Array[Byte], from: Int, until: Int): Long = {
    val length = until - from
    if (length == 0 || length > 8) 0L
    else LineBytes.word(bytes, from) & (-1L >>> ((8 - length) << 3))
  }
}

/** The categories of a column whose rows have one value each. */
final class SingleField(name: String, position: Int, missing: Texts)
    extends CategoricalField(name, position) {
  private[this] val absent = new Array[Boolean](RowBatch.Capacity)

  val keys: Array[Long] = new Array[Long](RowBatch.Capacity)

  def values(batch: RowBatch): Int = batch.rows

  def isMissing(value: Int): Boolean = absent(value)

  def valueStart(batch: RowBatch, value: Int): Int = start(batch, value)

  def valueEnd(batch: RowBatch, value: Int): Int = end(batch, value)

  def parse(batch: RowBatch): Unit = {
    // Not as a tuple: the first compiler would make one, with its numbers boxed.
    val bytes = batch.bytes
    val spans = batch.spans
    val first = position * RowBatch.Stride
    var row = 0
    while (row < batch.rows) {
      val from = RowBatch.startOf(spans(first + row))
      val until = RowBatch.endOf(spans(first + row))
      val missed = missing.contains(bytes, from, until)
      absent(row) = missed
      keys(row) = if (missed) 0L else CategoricalField.key(bytes, from, until)
      if (!missed && !batch.plain(row) && !Utf8.isText(bytes, from, until))
        refuse(batch, row, Field.Text)
      row += 1
    }
  }
}

/**
 * The categories of a column whose rows have any number of values, at least one.
 *
 * @param cursor
 *   how the values stand in a field
 */
final class ListField(name: String, position: Int, missing: Texts, cursor: ListCursor)
    extends CategoricalField(name, position) {
  private[this] var packed = new Array[Long](RowBatch.Capacity)
  private[this] var starts = new Array[Int](RowBatch.Capacity)
  private[this] var ends = new Array[Int](RowBatch.Capacity)
  private[this] var count = 0

  /** The place of each row's first value; behind the last row's, how many values there are. */
  val firsts: Array[Int] = new Array[Int](RowBatch.Capacity + 1)

  def keys: Array[Long] = packed

  def values(batch: RowBatch): Int = count

  def isMissing(value: Int): Boolean = ends(value) < starts(value)

  def valueStart(batch: RowBatch, value: Int): Int = starts(value)

  def valueEnd(batch: RowBatch, value: Int): Int = ends(value)

  def parse(batch: RowBatch): Unit = {
    count = 0
    var row = 0
    while (row < batch.rows) {
      firsts(row) = count
      take(batch, row, start(batch, row), end(batch, row))
      row += 1
    }
    firsts(row) = count
  }

  private def take(batch: RowBatch, row: Int, from: Int, until: Int): Unit = {
    val bytes = batch.bytes
    if (from == until || missing.contains(bytes, from, until)) addMissing()
    else {
      cursor.open(bytes, from, until)
      while (cursor.next())
        if (missing.contains(bytes, cursor.start, cursor.end)) addMissing()
        else add(batch, row, cursor.start, cursor.end)
    }
  }

  private def add(batch: RowBatch, row: Int, from: Int, until: Int): Unit = {
    if (!batch.plain(row) && !Utf8.isText(batch.bytes, from, until))
      refuse(batch, row, from, until, Field.Text)
    put(from, until, CategoricalField.key(batch.bytes, from, until))
  }

  private def addMissing(): Unit = put(0, -1, 0L)

  private def put(from: Int, until: Int, key: Long): Unit = {
    if (count == packed.length) grow()
    starts(count) = from
    ends(count) = until
    packed(count) = key
    count += 1
  }

  private def grow(): Unit = {
    packed = Arrays.copyOf(packed, count * 2)
    starts = Arrays.copyOf(starts, count * 2)
    ends = Arrays.copyOf(ends, count * 2)
  }
}
