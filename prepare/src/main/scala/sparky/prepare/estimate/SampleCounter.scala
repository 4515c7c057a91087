package sparky.prepare.estimate

import sparky.prepare.rank.{ValueMap, Vocabulary}
import sparky.prepare.row.{RowBatch, RowFormat, RowParser}

/**
 * What a part of a sample showed.
 *
 * @param read
 *   rows, bad ones too
 * @param bad
 *   of these, bad rows
 * @param text
 *   bytes of text
 * @param values
 *   for each categorical column its values with their counts, as entries
 */
final case class SampleCounts(read: Long, bad: Long, text: Long, values: Seq[Array[Long]])

/** Judges rows of a sample as the job would, and counts their values. */
final class SampleCounter(format: RowFormat) {
  private val parser = new RowParser(format)
  private val columns = format.schema.categorical
  private val maps = columns.map(_ => new ValueMap)
  private var (read, bad, text) = (0L, 0L, 0L)

  /** What [[count]] takes rows from. */
  val batch: RowBatch = new RowBatch(parser.fields.length)

  /** Bytes of text so far. */
  def textBytes: Long = text

  /** Rows so far. */
  def rows: Long = read

  /** Counts the rows of the batch, and clears it. */
  def count(): Unit = {
    read += batch.rows
    text += batch.size
    parser.parse(batch)
    if (batch.hasMarked) {
      val all = batch.rows
      parser.dropMarked(batch)
      bad += all - batch.rows
    }
    maps.indices.foreach(countColumn)
    batch.clear()
  }

  private def countColumn(i: Int): Unit = {
    val field = parser.categorical(i)
    maps(i).countAll(field, batch)
    val missing = field.missingValues(batch).toLong
    if (missing > 0) maps(i).addEntry(Vocabulary.packed(columns(i).fill, 0), 0, missing)
  }

  def result: SampleCounts = SampleCounts(read, bad, text, maps.map(_.entries))
}
