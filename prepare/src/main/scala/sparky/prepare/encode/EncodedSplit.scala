package sparky.prepare.encode

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow

import sparky.prepare.reject.RowJudge

/**
 * The records of one split, in the order of the log; at its end it leaves the tally.
 *
 * @param statistics
 *   counts the rows too, where nothing has counted them before
 * @param leave
 *   leaves what was counted, at the end of the split
 */
final class EncodedSplit(
    judge: RowJudge,
    buffers: Array[FeatureBuffer],
    rowsPerRecord: Int,
    statistics: Option[SplitStatistics],
    leave: () => Unit
) extends Iterator[InternalRow] {
  private[this] var rows = 0
  private[this] var taken = 0
  private[this] var ended = false

  def hasNext: Boolean = {
    while (rows < rowsPerRecord && moveOn()) take()
    rows > 0
  }

  def next(): InternalRow = {
    if (!hasNext) throw new NoSuchElementException("the split has no more records")
    val values = new Array[Any](buffers.length)
    var i = 0
    while (i < values.length) {
      values(i) = if (rowsPerRecord == 1) buffers(i).scalar else buffers(i).list(rows)
      i += 1
    }
    rows = 0
    new GenericInternalRow(values)
  }

  /** Makes sure that the batch has a row that is not yet taken; false at the end of the split. */
  private def moveOn(): Boolean = {
    if (taken == judge.batch.rows && !ended) {
      ended = !judge.next()
      taken = 0
      if (ended) leave() else load()
    }
    taken < judge.batch.rows
  }

  private def load(): Unit = {
    buffers.foreach(_.load())
    statistics.foreach(_.count())
  }

  private def take(): Unit = {
    val count = math.min(judge.batch.rows - taken, rowsPerRecord - rows)
    var i = 0
    while (i < buffers.length) {
      buffers(i).take(taken, count, rows)
      i += 1
    }
    taken += count
    rows += count
  }
}
