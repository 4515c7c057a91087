package sparky.prepare.estimate

import sparky.prepare.input.{InputFile, Segment}

/**
 * A piece of the log that is read for the sample.
 *
 * @param segment
 *   the rows of a range of a plain file; of a compressed one, the first of the whole file
 * @param textBytes
 *   no more text is read of it
 */
final case class SamplePiece(segment: Segment, textBytes: Long)

/** Chooses the pieces of a log that a sample is read from. */
object SamplePieces {

  /** Bytes of text of all pieces. */
  val TotalBytes: Long = 64L << 20
  private val Most = 64

  /**
   * Of plain files, up to 64 pieces of one size, evenly spaced over all of them one after the
   * other, or all of them if they are small. Of compressed files the heads, as they are read from
   * their start alone: of 64 files, evenly spaced, where there are more.
   */
  def choose(files: Seq[InputFile]): Seq[SamplePiece] = {
    val (compressed, plain) = files.indices.partition(files(_).whole)
    val share = compressed.map(files(_).bytes).sum.toDouble / math.max(1, files.map(_.bytes).sum)
    val budget = math.max(1L << 20, (TotalBytes * (1 - share)).toLong)
    spread(files, plain, budget) ++ heads(files, compressed, TotalBytes)
  }

  private def spread(files: Seq[InputFile], plain: Seq[Int], budget: Long): Seq[SamplePiece] = {
    val starts = plain.scanLeft(0L)(_ + files(_).bytes)
    val total = starts.last
    val count = if (total <= budget) 1 else Most
    val length = math.min(total, budget) / count
    for {
      piece <- 0 until count
      from = (total.toDouble / count * piece).toLong
      (file, start) <- plain.zip(starts)
      first = math.max(from, start)
      beyond = math.min(from + length, start + files(file).bytes)
      if first < beyond
    } yield SamplePiece(Segment(file, first - start, beyond - start), Long.MaxValue)
  }

  private def heads(files: Seq[InputFile], compressed: Seq[Int], budget: Long): Seq[SamplePiece] = {
    val count = math.min(Most, compressed.size)
    (0 until count).map { i =>
      val file = compressed((i.toLong * compressed.size / count).toInt)
      SamplePiece(Segment(file, 0, files(file).bytes), budget / count)
    }
  }
}
