package sparky.prepare.estimate

import org.apache.hadoop.conf.Configuration

import sparky.prepare.input.{DelimitedLog, Split, SplitReader}
import sparky.prepare.row.LineSplitter

/** Reads a sample of a log of text on the driver. */
final class LogSampler(conf: Configuration, log: DelimitedLog) {
  private val files = log.files
  private val counter = new SampleCounter(log.format)
  private val splitter = new LineSplitter(log.format.schema.input, log.format.columns.size)

  /** What the sample showed, and how many rows the log is expected to have. */
  def sample(): (SampleCounts, Double) = {
    val (heads, spread) = SamplePieces.choose(files).partition(p => files(p.segment.file).whole)
    val total = expected(spread) + expected(heads)
    (counter.result, total)
  }

  /** The rows of all files of which these are the pieces, in proportion to the bytes taken. */
  private def expected(pieces: Seq[SamplePiece]): Double = {
    val compressed = pieces.exists(p => files(p.segment.file).whole)
    val stored = files.filter(_.whole == compressed).map(_.bytes).sum
    val before = counter.rows
    val taken = pieces.map(take).sum
    if (taken == 0) 0.0 else (counter.rows - before).toDouble * stored / taken
  }

  /** Reads a piece; how many bytes of its file, as it lies there, it took. */
  private def take(piece: SamplePiece): Long = {
    val split = Split(0, Seq(piece.segment))
    val reader = new SplitReader(conf, files, split, log.header, Long.MaxValue)
    val before = counter.textBytes
    def isEnough: Boolean = counter.textBytes - before >= piece.textBytes
    try {
      while (!isEnough && reader.next()) add(reader)
      val ended = !isEnough
      counter.count()
      if (ended) piece.segment.end - piece.segment.start else reader.consumed
    } finally reader.close()
  }

  private def add(reader: SplitReader): Unit = {
    splitter.add(reader.lines, counter.batch)
    if (counter.batch.isFull) counter.count()
  }
}
