package sparky.tfrecord
package frame

import java.io.{BufferedInputStream, InputStream, IOException}

import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream

/**
 * Decompresses a gzip file (RFC 1952) of one or several members. The JDK's stream takes a torn
 * second member, and garbage behind the first, for the end; this one is told by
 * `GzipCompressorInputStream`, and gives what came before the damage first.
 */
final private[frame] class GzipInputStream(file: InputStream, bufferBytes: Int)
    extends InputStream {
  private val content =
    new GzipCompressorInputStream(new BufferedInputStream(file, bufferBytes), true)
  private var failure: Option[IOException] = None

  override def read(): Int = throw new UnsupportedOperationException("read of a single byte")

  override def read(to: Array[Byte], offset: Int, count: Int): Int = {
    failure.foreach(throw _)
    val before = content.getBytesRead
    try content.read(to, offset, count)
    catch {
      case error: IOException =>
        val taken = (content.getBytesRead - before).toInt
        if (taken == 0) throw error
        failure = Some(error)
        taken
    }
  }

  override def close(): Unit = content.close()
}
