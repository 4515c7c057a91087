package sparky.prepare.input

import java.io.{EOFException, InputStream}
import java.nio.ByteBuffer

import com.github.luben.zstd.ZstdDecompressCtx

/**
 * The text of a Zstandard file, frame after frame.
 *
 * The library's own stream takes a file for whole that is cut in a frame which began in the buffer
 * of the one before; here the end of the file counts as the end only behind the last byte of a
 * frame.
 */
final class ZstandardText(raw: InputStream) extends InputStream {
  import ZstandardText._

  private[this] val context = new ZstdDecompressCtx
  private[this] val chunk = new Array[Byte](BufferBytes)
  private[this] val source = ByteBuffer.allocateDirect(BufferBytes).limit(0)
  private[this] val text = ByteBuffer.allocateDirect(BufferBytes).limit(0)
  private[this] val single = new Array[Byte](1)
  private[this] var inFrame = true

  def read(): Int = if (read(single, 0, 1) < 0) -1 else single(0) & 0xff

  override def read(to: Array[Byte], from: Int, length: Int): Int =
    if (fill()) {
      val count = math.min(length, text.remaining)
      text.get(to, from, count)
      count
    } else -1

  override def close(): Unit = {
    context.close()
    raw.close()
  }

  /** Decompresses until there is text to give; false at the end of the file. */
  private def fill(): Boolean = {
    var more = true
    while (!text.hasRemaining && more) {
      val ended = !source.hasRemaining && !refill()
      if (ended && !inFrame) more = false
      else {
        decompress()
        if (ended && inFrame && !text.hasRemaining) throw new EOFException("a frame is cut")
      }
    }
    more
  }

  private def decompress(): Unit = {
    text.clear()
    inFrame = !context.decompressDirectByteBufferStream(text, source)
    text.flip()
    ()
  }

  private def refill(): Boolean = {
    val count = raw.read(chunk)
    if (count > 0) {
      source.clear()
      source.put(chunk, 0, count).flip()
    }
    count > 0
  }
}

object ZstandardText {
  private val BufferBytes = 1 << 17
}
