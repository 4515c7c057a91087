package sparky.tfrecord
package write

import sparky.tfrecord.commit.IndexEntry

/**
 * Counts the records of a file, and remembers where some begin, so that a reader can start there:
 * the first record at or behind each multiple of 16 MiB of the framed records.
 */
final private[tfrecord] class RecordIndex {
  import RecordIndex._

  private val found = Seq.newBuilder[IndexEntry]
  private var offset = 0L
  private var count = 0L
  private var next = Step

  /** How many there are. */
  def records: Long = count

  /** The places, by offset. */
  def entries: Seq[IndexEntry] = found.result()

  /** Counts a record of `bytes` bytes with its frame. */
  def add(bytes: Int): Unit = {
    if (offset >= next) {
      found += IndexEntry(offset, count)
      next = (offset / Step + 1) * Step
    }
    offset += bytes
    count += 1
  }
}

private object RecordIndex {
  val Step: Long = 16L << 20
}
