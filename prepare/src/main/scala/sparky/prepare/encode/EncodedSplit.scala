package sparky.prepare.encode

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow

import sparky.prepare.reject.RowJudge

/** The records of one split, in the order of the log; at its end it leaves the tally. */
final class EncodedSplit(judge: RowJudge, buffers: Array[FeatureBuffer], rowsPerRecord: Int)
    extends Iterator[InternalRow] {
  private[this] var rows = 0
  private[this] var ended = false

  def hasNext: Boolean = {
    if (rows == 0 && !ended) fill()
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

  private def fill(): Unit =
    while (rows < rowsPerRecord && !ended)
      if (judge.next()) {
        put(rows)
        rows += 1
      } else {
        ended = true
        judge.finishWithTally()
      }

  private def put(row: Int): Unit = {
    var i = 0
    while (i < buffers.length) {
      buffers(i).put(row)
      i += 1
    }
  }
}
