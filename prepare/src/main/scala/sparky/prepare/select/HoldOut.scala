package sparky.prepare.select

import java.util.zip.CRC32

import sparky.prepare.row.{RowBatch, Texts}

/** Which rows of a log are not for training, but for evaluation. */
sealed trait HoldOut extends Serializable {

  /** A judge of the rows of one split, for one thread. */
  private[select] def judge(split: Int): HeldOut
}

/** Judges the rows of one split. */
private[select] trait HeldOut {

  /**
   * @param row
   *   its place in the batch
   * @param number
   *   its place in the split, bad rows counted
   */
  def isHeldOut(batch: RowBatch, row: Int, number: Long): Boolean
}

/** Rows whose hash is below a bound. */
final case class HashHoldOut(share: BigDecimal) extends HoldOut {

  private[select] def judge(split: Int): HeldOut = {
    val (crc, bound) = (new CRC32, RowHash.bound(share))
    (batch, row, _) => RowHash.of(crc, batch, row) < bound
  }
}

/**
 * The last rows of the log.
 *
 * @param first
 *   for each split the number of its first row that is held out
 */
final case class OrderHoldOut(first: IndexedSeq[Long]) extends HoldOut {

  private[select] def judge(split: Int): HeldOut = {
    val from = first(split)
    (_, _, number) => number >= from
  }
}

object OrderHoldOut {

  /**
   * The last `share` of all rows, rounded down.
   *
   * @param rows
   *   of each split
   */
  def of(rows: IndexedSeq[Long], share: BigDecimal): OrderHoldOut = {
    val before = rows.scanLeft(0L)(_ + _)
    val first = before.last - (share * BigDecimal(before.last)).toLong
    OrderHoldOut(before.init.map(first - _))
  }
}

/**
 * Rows whose column is at or above a value; a row without a value there is not.
 *
 * @param position
 *   of the column in a row of the log
 * @param missing
 *   the texts that stand for a missing value
 */
final case class ColumnHoldOut(position: Int, from: Threshold, missing: Seq[String])
    extends HoldOut {

  private[select] def judge(split: Int): HeldOut = {
    val (texts, comparison) = (new Texts(missing, holdsNull = true), from.comparison)
    (batch, row, _) => {
      val (start, end) = (batch.start(position, row), batch.end(position, row))
      !texts.contains(batch.bytes, start, end) &&
      comparison.isAtOrAbove(batch.bytes, start, end)
    }
  }
}
