package sparky.tfrecord
package frame

import java.io.{InputStream, IOException}
import java.util.zip.{Inflater, InflaterInputStream}

/**
 * Decompresses one zlib stream (RFC 1950) that is the whole file. Beyond what the JDK's stream
 * reports, it takes bytes behind the end, and a stream that asks for a dictionary, for damage.
 */
final private[frame] class ZlibInputStream(file: InputStream, bufferBytes: Int)
    extends InflaterInputStream(file, new Inflater, bufferBytes) {

  override def read(to: Array[Byte], offset: Int, count: Int): Int = {
    val taken = super.read(to, offset, count)
    if (taken < 0) requireEnd()
    taken
  }

  private def requireEnd(): Unit = {
    if (!inf.finished) throw new IOException("a zlib stream that needs a dictionary")
    if (inf.getRemaining > 0 || in.read() >= 0) {
      throw new IOException("bytes behind the end of the zlib stream")
    }
  }

  /** Frees the inflater's own memory too, which the JDK leaves to the one who made it. */
  override def close(): Unit =
    try super.close()
    finally inf.end()
}
