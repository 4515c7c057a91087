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

  /** Puts the frame around the record that stands in `buffer` from [[HeaderBytes]] on. */
  def complete(buffer: RecordBuffer): Unit = {
    val length = buffer.length - HeaderBytes
    buffer.setLong(0, length.toLong)
    buffer.setInt(LengthBytes, masked(buffer.bytes, 0, LengthBytes))
    buffer.putInt(masked(buffer.bytes, HeaderBytes, length))
  }

  private def masked(bytes: Array[Byte], offset: Int, length: Int): Int = {
    crc.reset()
    crc.update(bytes, offset, length)
    mask(crc.getValue.toInt)
  }
}

private[tfrecord] object RecordFraming {
  private val LengthBytes = 8

  /** Bytes before a record. */
  val HeaderBytes: Int = LengthBytes + 4

  /** Bytes behind a record. */
  val FooterBytes = 4

  /** A CRC stored beside the data it covers is rotated and shifted, as it may be summed itself. */
  def mask(crc: Int): Int = Integer.rotateRight(crc, 15) + 0xa282ead8
}
