package sparky.prepare.row

import java.nio.charset.StandardCharsets.UTF_8

/** UTF-8 as Unicode defines it: no overlong forms, no surrogates, nothing above U+10FFFF. */
object Utf8 {

  /** Whether the bytes are UTF-8 without NUL, CR and LF. */
  def isText(bytes: Array[Byte], start: Int, end: Int): Boolean = {
    var i = start
    while (i < end) {
      val step = sequence(bytes, i, end)
      if (step == 0 || isForbidden(bytes(i))) return false
      i += step
    }
    true
  }

  /**
   * The text of at most `limit` bytes from `start` until `end`, each byte that is no UTF-8 as
   * `\xNN`.
   */
  def shown(bytes: Array[Byte], start: Int, end: Int, limit: Int): String = {
    val text = new StringBuilder
    val until = math.min(end, start + limit)
    var i = start
    while (i < until) {
      val step = sequence(bytes, i, until)
      if (step == 0) text.append(f"\\x${bytes(i) & 0xff}%02x")
      else text.append(new String(bytes, i, step, UTF_8))
      i += math.max(step, 1)
    }
    text.toString
  }

  private def isForbidden(byte: Byte): Boolean = byte == 0 || byte == '\r' || byte == '\n'

  /**
   * The length of the well-formed sequence at `i` (Unicode 15, table 3-7), or 0 where there is
   * none.
   */
  private def sequence(bytes: Array[Byte], i: Int, end: Int): Int = {
    val lead = bytes(i) & 0xff
    if (lead < 0x80) 1
    else if (lead < 0xc2) 0
    else if (lead < 0xe0) continued(bytes, i, end, 2, 0x80, 0xbf)
    else if (lead < 0xf0)
      continued(
        bytes,
        i,
        end,
        3,
        if (lead == 0xe0) 0xa0 else 0x80,
        if (lead == 0xed) 0x9f else 0xbf
      )
    else if (lead < 0xf5)
      continued(
        bytes,
        i,
        end,
        4,
        if (lead == 0xf0) 0x90 else 0x80,
        if (lead == 0xf4) 0x8f else 0xbf
      )
    else 0
  }

  /**
   * `length` if the second byte lies between the bounds and the others between 0x80 and 0xbf, else
   * 0.
   */
  private def continued(
      bytes: Array[Byte],
      i: Int,
      end: Int,
      length: Int,
      low: Int,
      high: Int
  ): Int = {
    val complete = i + length <= end && isBetween(bytes(i + 1), low, high) &&
      (length < 3 || isBetween(bytes(i + 2), 0x80, 0xbf)) &&
      (length < 4 || isBetween(bytes(i + 3), 0x80, 0xbf))
    if (complete) length else 0
  }

  private def isBetween(byte: Byte, low: Int, high: Int): Boolean = {
    val value = byte & 0xff
    value >= low && value <= high
  }
}
