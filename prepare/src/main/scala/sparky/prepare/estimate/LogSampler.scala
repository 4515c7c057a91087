package sparky.prepare.estimate

import org.apache.hadoop.conf.Configuration

import sparky.prepare.input.{DelimitedLog, Split, SplitReader}
import sparky.prepare.rank.{ValueMap, Vocabulary}
import sparky.prepare.row.{LineSplitter, RowBatch, RowParser}

/**
 * Reads a sample of the log on the driver, and judges its rows as the job would.
 *
 * @param old
 *   the vocabularies that stand already, in the order of the categorical columns
 * @param ranks
 *   whether the job adds to them, or makes new ones
 */
final class LogSampler(
    conf: Configuration,
    log: DelimitedLog,
    old: Option[IndexedSeq[Vocabulary]],
    ranks: Boolean
) {
  private val files = log.files
  private val parser = new RowParser(log.format)
  private val batch = new RowBatch(parser.fields.length)
  private val splitter = new LineSplitter(log.format.schema.input, parser.fields.length)
  private val maps = parser.categorical.map(_ => new ValueMap)
  private val missing = new Array[Long](maps.length)
  private var (read, bad, text) = (0L, 0L, 0L)

  def sample(): LogSample = {
    val pieces = SamplePieces.choose(files)
    val (heads, spread) = pieces.partition(p => files(p.segment.file).whole)
    val total = expected(spread) + expected(heads)
    val columns = log.format.schema.categorical.indices.map { i =>
      val column = log.format.schema.categorical(i)
      if (missing(i) > 0) maps(i).addEntry(Vocabulary.packed(column.fill, 0), 0, missing(i))
      new ColumnSample(column, maps(i), old.map(_(i)), ranks)
    }
    LogSample(read, bad, text, total, columns)
  }

  /** The rows of all files of which these are the pieces, in proportion to the bytes taken. */
  private def expected(pieces: Seq[SamplePiece]): Double = {
    val compressed = pieces.exists(p => files(p.segment.file).whole)
    val stored = files.filter(_.whole == compressed).map(_.bytes).sum
    val before = read
    val taken = pieces.map(take).sum
    if (taken == 0) 0.0 else (read - before).toDouble * stored / taken
  }

  /** Reads a piece; how many bytes of its file, as it lies there, it took. */
  private def take(piece: SamplePiece): Long = {
    val split = Split(0, Seq(piece.segment))
    val reader = new SplitReader(conf, files, split, log.header, Long.MaxValue)
    val limit = if (piece.textBytes == Long.MaxValue) piece.textBytes else text + piece.textBytes
    try {
      var more = reader.next()
      while (more) {
        add(reader)
        more = text < limit && reader.next()
      }
      judge()
      if (text < limit) piece.segment.end - piece.segment.start else reader.consumed
    } finally reader.close()
  }

  private def add(reader: SplitReader): Unit = {
    read += 1
    text += reader.lines.length + 1
    splitter.add(reader.lines, batch)
    if (batch.isFull) judge()
  }

  private def judge(): Unit = {
    parser.parse(batch)
    if (batch.hasMarked) {
      val all = batch.rows
      batch.removeMarked()
      bad += all - batch.rows
      parser.parse(batch)
    }
    maps.indices.foreach { i =>
      maps(i).countAll(parser.categorical(i), batch)
      missing(i) += parser.categorical(i).missingValues(batch)
    }
    batch.clear()
  }
}
