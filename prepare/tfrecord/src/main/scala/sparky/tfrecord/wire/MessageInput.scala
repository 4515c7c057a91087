package sparky.tfrecord
package wire

/**
 * The fields of protobuf messages in the bytes of one record (Protocol Buffers encoding): every
 * read is bounded by the end of the message around it. Not for several threads.
 */
final private[tfrecord] class MessageInput {
  private var record: Array[Byte] = Array.emptyByteArray
  private var first = 0
  private var last = 0

  /** Where the next read begins. */
  var position = 0

  /** The array that holds the record. */
  def bytes: Array[Byte] = record

  /** Behind the last byte of the record. */
  def end: Int = last

  /** Goes to the first of the `length` bytes at `offset`. */
  def restart(bytes: Array[Byte], offset: Int, length: Int): Unit = {
    record = bytes
    first = offset
    last = offset + length
    position = offset
  }

  /** Reads the tag of a field: its number, and its wire type in the lowest three bits. */
  def tag(end: Int): Int = {
    val at = position
    if (at < end && record(at) >= MessageInput.LowestTag) {
      position = at + 1
      record(at).toInt
    } else longTag(end)
  }

  /** Reads a number; of one that is over 64 bits long, the lower 64. */
  def varint(end: Int): Long = {
    val at = position
    if (at < end && record(at) >= 0) {
      position = at + 1
      record(at).toLong
    } else longVarint(end)
  }

  /** Reads the length of what follows, and returns the place behind that. */
  def lengthEnd(end: Int): Int = {
    val at = position
    val length = varint(end)
    val left = end - position
    if (length < 0 || length > left) {
      val received = java.lang.Long.toUnsignedString(length)
      throw malformed(at, s"a length of at most $left bytes", received)
    }
    position + length.toInt
  }

  /**
   * Goes behind the field whose tag was read, which the reader does not know.
   *
   * @param known the highest number of the message's known fields: one of these is here because it
   *              has not their wire type
   */
  def skip(tag: Int, known: Int, end: Int): Unit = {
    val number = tag >>> 3
    if (number <= known) throw wrongWireType(tag, s"field $number with a length (wire type 2)")
    tag & 7 match {
      case 0 => varint(end)
      case 1 => skipBytes(8, end)
      case 2 => position = lengthEnd(end)
      case 5 => skipBytes(4, end)
      case _ => throw wrongWireType(tag, "wire type 0, 1, 2 or 5")
    }
  }

  /** Goes on by `count` bytes. */
  def skipBytes(count: Int, end: Int): Unit = {
    val left = end - position
    if (left < count) throw malformed(position, s"$count bytes", s"$left")
    position += count
  }

  /** The error of the byte at `at` of the array, which is named by its place in the record. */
  def malformed(at: Int, expected: String, received: String): ValueException =
    new ValueException(s"byte ${at - first}", expected, received)

  private def wrongWireType(tag: Int, expected: String): ValueException =
    malformed(position - Varint.size(tag.toLong), expected, s"wire type ${tag & 7}")

  private def longTag(end: Int): Int = {
    val at = position
    val tag = varint(end)
    if (tag < MessageInput.LowestTag || tag > MessageInput.HighestTag) {
      throw malformed(at, "a field number from 1 to 536870911", s"${tag >>> 3}")
    }
    tag.toInt
  }

  private def longVarint(end: Int): Long = {
    val from = position
    val until = math.min(end, from + Varint.MaxBytes)
    var at = from
    var value = 0L
    while (at < until && record(at) < 0) {
      value |= (record(at) & 0x7fL) << (7 * (at - from))
      at += 1
    }
    if (at == until) throw endless(from, end)
    position = at + 1
    value | (record(at).toLong << (7 * (at - from)))
  }

  /** The error of a number at `at` whose bytes all say that another follows. */
  def endless(at: Int, end: Int): ValueException = {
    val longest = math.min(end - at, Varint.MaxBytes)
    malformed(at, s"a number of at most $longest bytes", "no last byte")
  }
}

private object MessageInput {

  /** Field 1 with wire type 0, and the highest field number with the highest wire type. */
  private val LowestTag = 8
  private val HighestTag = 0xffffffffL
}
