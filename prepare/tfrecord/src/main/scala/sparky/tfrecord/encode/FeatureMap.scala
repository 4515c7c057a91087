package sparky.tfrecord
package encode

import sparky.tfrecord.wire.RecordBuffer

/**
 * A map of features, or of feature lists, as the one field of its message.
 *
 * @param tag      the message's field in the record
 * @param entries  in the order in which they are written
 * @param maxBytes the longest record
 */
final private[encode] class FeatureMap(tag: Byte, entries: Array[FeatureEntry], maxBytes: Int) {
  private val front = new MessageFront(Array(Array(tag)), packed = false)

  /**
   * Appends the entries of the row taken last.
   *
   * @param start where the record begins in `buffer`
   */
  def append(buffer: RecordBuffer, start: Int): Unit = {
    val field = front.open(buffer)
    var i = 0
    while (i < entries.length) {
      entries(i).append(buffer)
      if (buffer.length - start > maxBytes) throw tooLarge(entries(i).name, buffer.length - start)
      i += 1
    }
    front.close(buffer, field)
  }

  private def tooLarge(name: String, bytes: Int): ValueException =
    new ValueException(
      s"column $name",
      s"at most $maxBytes bytes of the record up to here (option maxRecordBytes)",
      s"$bytes bytes"
    )
}
