package sparky.prepare.input

import org.apache.spark.sparky.TaskInput

import sparky.prepare.row.{LineSplitter, RowBatch}

/** The rows of one split of delimited text. */
final class LineRows(reader: SplitReader, splitter: LineSplitter) extends SplitRows {

  def fill(batch: RowBatch): Boolean = {
    var more = true
    while (more && !batch.isFull) {
      more = reader.next()
      if (more) add(batch)
    }
    TaskInput.add(batch.rows.toLong, batch.size.toLong)
    more
  }

  def skip(): Unit = while (reader.next()) {}

  def fileOf(segment: Int): InputFile = reader.fileOf(segment)

  def lineCounts: Array[Long] = reader.lineCounts

  def rowCount: Long = reader.rowCount

  def close(): Unit = reader.close()

  private def add(batch: RowBatch): Unit = {
    val place = batch.places(splitter.add(reader.lines, batch))
    place.segment = reader.segment
    place.line = reader.lineInSegment
    place.offset = reader.lines.offset
  }
}
