package sparky.tfrecord
package wire

/** Reads the message `BytesList`: a field with a length for each value. */
private[tfrecord] object BytesList {
  private val ValueTag = 0x0a
  private val LastField = 1

  /** The number of values in the message from `from` to `to`. */
  def count(input: MessageInput, from: Int, to: Int): Int = {
    var values = 0
    input.position = from
    while (input.position < to) {
      val end = next(input, to)
      if (end >= 0) {
        input.position = end
        values += 1
      }
    }
    values
  }

  /**
   * Reads the next field. Of a value, which lies at the input's position then, the place behind it
   * is returned; an unknown field is passed over and -1 returned.
   */
  def next(input: MessageInput, to: Int): Int = {
    val tag = input.tag(to)
    if (tag == ValueTag) input.lengthEnd(to)
    else {
      input.skip(tag, LastField, to)
      -1
    }
  }
}
