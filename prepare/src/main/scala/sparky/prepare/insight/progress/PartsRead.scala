package sparky.prepare.insight.progress

/**
 * How far the parts of a log are read, one task a part.
 *
 * A part counts once, whatever the attempts at it: what the farthest one has read, and all of it
 * once one has ended.
 *
 * @param parts
 *   the bytes of each
 */
final class PartsRead(parts: IndexedSeq[Long]) {
  private[this] val rows = new Array[Long](parts.size)
  private[this] val bytes = new Array[Long](parts.size)

  /** An attempt has come so far; bytes beyond the part's own are those that a codec added. */
  def reach(part: Int, rowsRead: Long, bytesRead: Long): Unit = {
    rows(part) = math.max(rows(part), rowsRead)
    bytes(part) = math.max(bytes(part), math.min(bytesRead, parts(part)))
  }

  /** An attempt has read the whole part. */
  def end(part: Int, rowsRead: Long): Unit = reach(part, rowsRead, parts(part))

  def done: Done = Done(rows.sum, bytes.sum, parts.sum)
}

/** Rows and bytes that are read, of all bytes. */
final case class Done(rows: Long, bytes: Long, allBytes: Long)
