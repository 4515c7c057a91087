package sparky.tfrecord
package frame

import java.io.Closeable
import java.nio.{ByteBuffer, ByteOrder}

/**
 * A window that moves forward over the bytes of a file, in one array that is used again. It grows
 * as bytes arrive: never to what is asked for, before so much is there.
 *
 * @param input stands at byte `first`
 */
final private[frame] class InputWindow(input: RecordInput, first: Long) extends Closeable {
  import InputWindow._

  private var buffer = allocate(ChunkBytes)
  private var begin = 0
  private var end = 0
  private var base = first
  private var chunk = ChunkBytes

  /** The array itself; it changes when the window grows. */
  def bytes: Array[Byte] = buffer.array

  /** Where in [[bytes]] the window begins. */
  def start: Int = begin

  /** Bytes in the window. */
  def available: Int = end - begin

  /** The byte of the file at which the window begins. */
  def position: Long = base + begin

  def getInt(at: Int): Int = buffer.getInt(begin + at)

  def getLong(at: Int): Long = buffer.getLong(begin + at)

  /** Has at least `count` bytes in the window, unless the file ends before. */
  def fill(count: Int): Boolean = {
    if (begin >= ChunkBytes || bytes.length - begin < count) moveToFront()
    while (available < count && read(count)) ()
    available >= count
  }

  /** Moves the window's begin forward, inside the window. */
  def advance(count: Int): Unit = begin += count

  /**
   * Moves the window's begin over more than the window holds. What lies between is not read where
   * it is much and the file lets it be.
   */
  def pass(count: Int): Unit =
    if (input.seekable && count - available > SeekBytes) jump(position + count)
    else {
      var left = count
      while (left > available && { left -= available; begin = end; fill(1) }) ()
      advance(math.min(left, available))
    }

  override def close(): Unit = input.close()

  /** What comes after a jump is a header and another jump: little is read there at first. */
  private def jump(target: Long): Unit = {
    input.seek(target)
    base = target
    begin = 0
    end = 0
    chunk = JumpBytes
  }

  private def moveToFront(): Unit = {
    System.arraycopy(bytes, begin, bytes, 0, available)
    base += begin
    end -= begin
    begin = 0
  }

  private def read(wanted: Int): Boolean = {
    if (end == bytes.length) grow(wanted)
    val count = input.read(bytes, end, math.min(chunk, bytes.length - end))
    end += math.max(count, 0)
    chunk = math.min(chunk * 2, ChunkBytes)
    count >= 0
  }

  /** Twice the bytes that are there, but little more than those that are wanted. */
  private def grow(wanted: Int): Unit = {
    val larger = allocate(math.min(2L * bytes.length, wanted + (wanted >>> 3).toLong).toInt)
    System.arraycopy(bytes, 0, larger.array, 0, end)
    buffer = larger
  }
}

private object InputWindow {

  /** Bytes read at once; so many stay in a core's cache. */
  private val ChunkBytes = 1 << 18

  /** Bytes read at once after a jump. */
  private val JumpBytes = 1 << 12

  /** A jump costs about as much as reading so many bytes of a local file. */
  private val SeekBytes = 1 << 15

  private def allocate(bytes: Int): ByteBuffer =
    ByteBuffer.wrap(new Array[Byte](bytes)).order(ByteOrder.LITTLE_ENDIAN)
}
