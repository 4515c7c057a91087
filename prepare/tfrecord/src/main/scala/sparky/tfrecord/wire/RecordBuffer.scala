package sparky.tfrecord
package wire

import java.nio.{ByteBuffer, ByteOrder}

import org.apache.spark.unsafe.Platform

/**
 * The bytes of records, in an array that grows and is reused. Who appends has made room before,
 * see [[RecordBuffer.reserve]].
 */
final private[tfrecord] class RecordBuffer {
  import RecordBuffer._

  private var buffer = allocate(1 << 16)
  private var position = 0

  /** The array itself; it changes when there is no room. */
  def bytes: Array[Byte] = buffer.array

  /** Bytes from the start to the last one appended. */
  def length: Int = position

  /** Forgets what was appended. */
  def clear(): Unit = position = 0

  /** Makes room for `count` more bytes. */
  def reserve(count: Int): Unit = {
    val needed = position.toLong + count + Varint.Slack
    if (needed > buffer.capacity) {
      val doubled = math.min(2L * buffer.capacity, LargestArray.toLong)
      val grown = allocate(math.max(needed, doubled).toInt)
      System.arraycopy(bytes, 0, grown.array, 0, position)
      buffer = grown
    }
  }

  /** Appends `count` bytes that are set later; they may be any. There has to be room for them. */
  def skip(count: Int): Unit = position += count

  def putByte(value: Int): Unit = {
    buffer.put(position, value.toByte)
    position += 1
  }

  def putVarint(value: Long): Unit = position = Varint.write(buffer, position, value)

  /** Appends the `count` floats that lie at `offset` of `base`, their bits as they are. */
  def putFloats(base: AnyRef, offset: Long, count: Int): Unit =
    if (ByteOrder.nativeOrder == ByteOrder.LITTLE_ENDIAN) {
      val target = Platform.BYTE_ARRAY_OFFSET + position
      Platform.copyMemory(base, offset, buffer.array, target.toLong, 4L * count)
      position += 4 * count
    } else {
      var i = 0
      while (i < count) {
        putInt(Platform.getInt(base, offset + 4L * i))
        i += 1
      }
    }

  def putBytes(values: Array[Byte]): Unit = putBytes(values, values.length)

  /** Appends the first `length` bytes. */
  def putBytes(values: Array[Byte], length: Int): Unit = {
    System.arraycopy(values, 0, buffer.array, position, length)
    position += length
  }

  def putInt(value: Int): Unit = {
    setInt(position, value)
    position += java.lang.Integer.BYTES
  }

  def setInt(at: Int, value: Int): Unit = buffer.putInt(at, value)

  def setLong(at: Int, value: Long): Unit = buffer.putLong(at, value)
}

private object RecordBuffer {
  private val LargestArray = Int.MaxValue - 8

  private def allocate(bytes: Int): ByteBuffer =
    ByteBuffer.wrap(new Array[Byte](bytes)).order(ByteOrder.LITTLE_ENDIAN)
}
