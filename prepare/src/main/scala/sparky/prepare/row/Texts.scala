package sparky.prepare.row

import java.nio.charset.StandardCharsets.UTF_8
import java.util.Arrays

/**
 * Texts of the schema, those of a missing value or of a class, compared as bytes.
 *
 * @param holdsNull
 *   whether null, which has its end before its start, counts as one of them
 */
final class Texts(texts: Seq[String], holdsNull: Boolean = false) extends Serializable {
  private[this] val all: Array[Array[Byte]] = texts.map(_.getBytes(UTF_8)).toArray

  // A bit for each length that one of them has: most fields have none of these.
  private[this] val lengths: Long =
    all.map(text => bit(text.length)).foldLeft(if (holdsNull) bit(-1) else 0L)(_ | _)
  private[this] val hasEmpty = all.exists(_.isEmpty)

  /** Whether `bytes` from `start` until `end` are one of the texts. */
  def contains(bytes: Array[Byte], start: Int, end: Int): Boolean =
    if (start == end) hasEmpty
    else (lengths & bit(end - start)) != 0 && (end < start || isAny(bytes, start, end))

  // Null, of length -1, has bit 63 to itself: a shift takes the last six bits of the length.
  private def bit(length: Int): Long = 1L << math.min(length, 62)

  private def isAny(bytes: Array[Byte], start: Int, end: Int): Boolean = {
    var i = 0
    while (i < all.length && !isEqual(all(i), bytes, start, end)) i += 1
    i < all.length
  }

  // They are a byte or two long: the JDK's comparison of ranges costs more than the bytes.
  private def isEqual(text: Array[Byte], bytes: Array[Byte], start: Int, end: Int): Boolean =
    text.length == end - start && text(0) == bytes(start) &&
      (text.length == 1 || Arrays.equals(text, 0, text.length, bytes, start, end))
}
