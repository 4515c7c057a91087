package sparky.tfrecord
package decode

/** Bytes as an error message shows them: what is not printable ASCII as `\xNN`, the first ones. */
private[tfrecord] object ShownBytes {
  private val Most = 40

  def apply(bytes: Array[Byte], from: Int, to: Int): String = {
    val shown = bytes.slice(from, math.min(to, from + Most)).map(show).mkString
    if (to - from > Most) s"$shown… (${to - from} bytes)" else shown
  }

  private def show(byte: Byte): String =
    if (byte >= ' ' && byte <= '~') byte.toChar.toString else f"\\x$byte%02x"
}
