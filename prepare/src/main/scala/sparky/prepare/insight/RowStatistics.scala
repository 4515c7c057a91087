package sparky.prepare.insight

import java.io.{DataInput, DataOutput}

import sparky.prepare.rank.NumberCounter

/**
 * The sums that the statistics of encoded rows need.
 *
 * @param numbers
 *   the numeric columns and the weight
 * @param vocabularySizes
 *   of the categorical columns, in the order of the schema
 */
final class RowStatistics(numbers: Int, vocabularySizes: Seq[Long]) {
  private[this] var count = 0L
  private[this] var ones = 0L

  /** The counters of the numeric columns and the weight, in the order of the schema. */
  val numeric: IndexedSeq[NumberCounter] = IndexedSeq.fill(numbers)(new NumberCounter)

  /** The counters of the categorical columns, in the order of the schema. */
  val categorical: IndexedSeq[IdCounter] = vocabularySizes.map(new IdCounter(_)).toIndexedSeq

  def rows: Long = count

  /** Rows of the positive class. */
  def positive: Long = ones

  /** Counts the rows of a batch, and those of the positive class among them. */
  def add(rows: Int, positive: Int): Unit = {
    count += rows
    ones += positive
  }

  def write(out: DataOutput): Unit = {
    out.writeLong(count)
    out.writeLong(ones)
    numeric.foreach(_.write(out))
    categorical.foreach(_.write(out))
  }

  /** Adds what others of the same columns have written. */
  def merge(in: DataInput): Unit = {
    count += in.readLong()
    ones += in.readLong()
    numeric.foreach(_.merge(in))
    categorical.foreach(_.merge(in))
  }
}
