package sparky.tfrecord
package write

import java.io.OutputStream
import java.util.zip.CRC32C

/** Hands bytes on to a file and keeps their number and their CRC32C. */
final private[tfrecord] class SummingOutputStream(file: OutputStream) extends OutputStream {
  private val crc = new CRC32C
  private var count = 0L

  /** Bytes so far. */
  def bytes: Long = count

  /** The CRC32C of the bytes so far. */
  def crc32c: Int = crc.getValue.toInt

  override def write(byte: Int): Unit = write(Array(byte.toByte), 0, 1)

  override def write(bytes: Array[Byte], offset: Int, length: Int): Unit = {
    file.write(bytes, offset, length)
    crc.update(bytes, offset, length)
    count += length
  }

  override def flush(): Unit = file.flush()

  override def close(): Unit = file.close()
}
