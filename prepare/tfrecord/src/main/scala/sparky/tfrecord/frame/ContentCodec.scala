package sparky.tfrecord
package frame

import java.nio.{ByteBuffer, ByteOrder}

/** Which codec a file is of, by its first bytes, whatever its name. */
private[frame] object ContentCodec {

  /** So many bytes tell: the header of a record. */
  val HeadBytes: Int = RecordFraming.HeaderBytes

  private val GzipMagic = 0x1f8b // RFC 1952, section 2.3.1
  private val Deflate = 8 // RFC 1950, section 2.2: the method, in the lower half of the first byte

  /**
   * The codec of a file, or None where `head` is the beginning of nothing that is known.
   *
   * @param head the first [[HeadBytes]] bytes, or all bytes of a shorter file
   */
  def of(head: Array[Byte]): Option[Codec] =
    if (head.isEmpty || isRecordHeader(head)) Some(Codec.None)
    else if (head.length < 2) None
    else {
      val two = ((head(0) & 0xff) << 8) | (head(1) & 0xff)
      if (two == GzipMagic) Some(Codec.Gzip)
      else if ((head(0) & 0x0f) == Deflate && two % 31 == 0) Some(Codec.Zlib)
      else None
    }

  private def isRecordHeader(head: Array[Byte]): Boolean =
    head.length == HeadBytes && {
      val stored = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN)
      new RecordFraming().masked(head, 0, RecordFraming.LengthBytes) == stored.getInt(
        RecordFraming.LengthBytes
      )
    }
}
