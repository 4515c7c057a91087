package sparky.tfrecord
package frame

import java.util.zip.CRC32C

import sparky.tfrecord.wire.RecordBuffer

/**
 * The frame around each record of a TFRecord file: length as a little-endian 64-bit number, masked
 * CRC32C of those eight bytes, the record, masked CRC32C of the record (TensorFlow,
 * `tensorflow/core/lib/io/record_writer.h`).
 */
final private[tfrecord] class RecordFraming {
  import RecordFraming._

  private val crc = new CRC32C

  /**
   * Puts the frame around the last record in `buffer`.
   *
   * @param start where the header goes; [[HeaderBytes]] behind it stands the record, up to the end
   */
  def complete(buffer: RecordBuffer, start: Int): Unit = {
    val record = start + HeaderBytes
    val length = buffer.length - record
    buffer.setLong(start, length.toLong)
    buffer.setInt(start + LengthBytes, masked(buffer.bytes, start, LengthBytes))
    val crc = masked(buffer.bytes, record, length)
    buffer.reserve(FooterBytes.toLong)
    buffer.putInt(crc)
  }

  /** The masked CRC32C of these bytes. */
  def masked(bytes: Array[Byte], offset: Int, length: Int): Int = {
    crc.reset()
    crc.update(bytes, offset, length)
    mask(crc.getValue.toInt)
  }
}

private[tfrecord] object RecordFraming {

  /** Bytes of the length that a frame begins with. */
  val LengthBytes = 8

  /** Bytes before a record. */
  val HeaderBytes: Int = LengthBytes + 4

  /** Bytes behind a record. */
  val FooterBytes: Int = 4

  /** A CRC stored beside the data it covers is rotated and shifted, as it may be summed itself. */
  def mask(crc: Int): Int = Integer.rotateRight(crc, 15) + 0xa282ead8
}
