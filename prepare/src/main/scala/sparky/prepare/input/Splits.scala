package sparky.prepare.input

/**
 * A range of bytes of one file; its lines are those whose first byte lies in it.
 *
 * @param file
 *   the file's place in the list of input files
 * @param end
 *   the first byte beyond the range; the range of a file that is read as one piece is all of it
 */
final case class Segment(file: Int, start: Long, end: Long)

/**
 * What one task reads.
 *
 * @param index
 *   the number of the part, from 0
 */
final case class Split(index: Int, segments: Seq[Segment])

/** Cuts the log into parts by the sizes of its files and the number of parts alone. */
object Splits {

  /**
   * Part i of n has the bytes from T * i / n to T * (i + 1) / n of all files one after the other, T
   * being their size. A file that is read as one piece belongs to the part in which its start lies.
   */
  def cut(files: Seq[InputFile], parts: Int): IndexedSeq[Split] = {
    val starts = files.scanLeft(0L)(_ + _.bytes)
    val total = starts.last
    (0 until parts).map { i =>
      val (from, until) = (bound(total, i, parts), bound(total, i + 1, parts))
      val last = i == parts - 1
      Split(i, files.indices.flatMap(f => segment(files(f), f, starts(f), from, until, last)))
    }
  }

  // T * i / n without overflow.
  private def bound(total: Long, part: Int, parts: Int): Long =
    total / parts * part + total % parts * part / parts

  private def segment(
      file: InputFile,
      position: Int,
      start: Long,
      from: Long,
      until: Long,
      last: Boolean
  ): Option[Segment] =
    if (file.whole) {
      val here = start >= from && (start < until || last)
      if (here) Some(Segment(position, 0, file.bytes)) else None
    } else {
      val first = math.max(from, start)
      val beyond = math.min(until, start + file.bytes)
      if (first < beyond) Some(Segment(position, first - start, beyond - start)) else None
    }
}
