package sparky.tfrecord
package fuzz

import java.nio.{ByteBuffer, ByteOrder}
import java.util.Arrays

import sparky.tfrecord.frame.RecordFraming
import sparky.tfrecord.wire.RecordBuffer

/** Frames around records, and frames whose checksums are made right. */
private[fuzz] object Frames {
  import RecordFraming._

  /** The file that holds these records. */
  def of(records: Seq[Array[Byte]]): Array[Byte] = {
    val framing = new RecordFraming
    val buffer = new RecordBuffer
    records.foreach { record =>
      val start = buffer.length
      buffer.reserve(HeaderBytes.toLong + record.length)
      buffer.skip(HeaderBytes)
      buffer.putBytes(record)
      framing.complete(buffer, start)
    }
    Arrays.copyOf(buffer.bytes, buffer.length)
  }

  /** A copy of `text` in which every frame that begins where the last one ends has its checksums. */
  def completed(text: Array[Byte]): Array[Byte] = {
    val bytes = text.clone()
    var start = 0
    while (start >= 0 && start + HeaderBytes <= bytes.length) start = complete(bytes, start)
    bytes
  }

  /** Returns where the next frame begins, or -1 where this one does not end. */
  private def complete(bytes: Array[Byte], start: Int): Int = {
    val buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)
    val framing = new RecordFraming
    val record = start + HeaderBytes
    val length = buffer.getLong(start)
    buffer.putInt(start + LengthBytes, framing.masked(bytes, start, LengthBytes))
    if (length < 0 || length > bytes.length - record - FooterBytes) -1
    else {
      val end = record + length.toInt
      buffer.putInt(end, framing.masked(bytes, record, length.toInt))
      end + FooterBytes
    }
  }
}
