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

  /**
   * Makes room for `count` more bytes.
   *
   * @throws ValueException an array does not hold so many
   */
  def reserve(count: Long): Unit = {
    val needed = position + count + Varint.Slack
    if (needed > buffer.capacity) grow(needed)
  }

  private def grow(needed: Long): Unit = {
    if (needed > LargestArray) {
      throw new ValueException("all columns", s"at most $LargestArray bytes", s"$needed bytes")
    }
    val doubled = math.min(2L * buffer.capacity, LargestArray.toLong)
    val grown = allocate(math.max(needed, doubled).toInt)
    System.arraycopy(bytes, 0, grown.array, 0, position)
    buffer = grown
  }

  /** Appends `count` bytes that are set later; they may be any. There has to be room for them. */
  def skip(count: Int): Unit = position += count

  def putByte(value: Int): Unit = {
    buffer.put(position, value.toByte)
    position += 1
  }

  def putVarint(value: Long): Unit = position = Varint.write(buffer, position, value)

  /** Appends the `count` longs that lie at `offset` of `base`, and makes room for them. */
  def putVarints(base: AnyRef, offset: Long, count: Int): Unit = {
    val few = count <= Few
    reserve(if (few) Varint.MaxBytes.toLong * count else Varint.size(base, offset, count))
    val end = offset + 8L * count
    var from = offset
    if (isLittleEndian) from = putHalves(base, putShorts(base, from, end), end)
    while (from < end) {
      putVarint(Platform.getLong(base, from))
      from += 8
    }
  }

  /** Appends values, four at a time, up to the first that is not short; returns where it lies. */
  private def putShorts(base: AnyRef, offset: Long, end: Long): Long = {
    val target = bytes
    var at = Platform.BYTE_ARRAY_OFFSET + position.toLong
    var from = offset
    var short = true
    while (short && from + 24 < end) {
      val first = Platform.getLong(base, from)
      val second = Platform.getLong(base, from + 8)
      val third = Platform.getLong(base, from + 16)
      val fourth = Platform.getLong(base, from + 24)
      short = ((first | second | third | fourth) & Varint.NotShort) == 0
      if (short) {
        at = Varint.writeShort(target, at, first)
        at = Varint.writeShort(target, at, second)
        at = Varint.writeShort(target, at, third)
        at = Varint.writeShort(target, at, fourth)
        from += 32
      }
    }
    position = (at - Platform.BYTE_ARRAY_OFFSET).toInt
    from
  }

  /** Appends values, two at a time where both are halves; returns where the last one lies. */
  private def putHalves(base: AnyRef, offset: Long, end: Long): Long = {
    val target = bytes
    var at = Platform.BYTE_ARRAY_OFFSET + position.toLong
    var from = offset
    while (from + 8 < end) {
      val first = Platform.getLong(base, from)
      val second = Platform.getLong(base, from + 8)
      if (((first | second) & Varint.NotHalf) == 0) {
        val groups = Varint.spreadHalves(first | (second << 32))
        at = Varint.writeHalf(target, at, first, groups.toInt)
        at = Varint.writeHalf(target, at, second, (groups >>> 32).toInt)
      } else {
        val behind = Varint.write(buffer, (at - Platform.BYTE_ARRAY_OFFSET).toInt, first)
        at = Platform.BYTE_ARRAY_OFFSET + Varint.write(buffer, behind, second).toLong
      }
      from += 16
    }
    position = (at - Platform.BYTE_ARRAY_OFFSET).toInt
    from
  }

  /**
   * Appends the `count` floats that lie at `offset` of `base`, their bits as they are, and makes
   * room for them.
   */
  def putFloats(base: AnyRef, offset: Long, count: Int): Unit = {
    reserve(4L * count)
    if (isLittleEndian) putMemory(base, offset, 4 * count)
    else {
      var i = 0
      while (i < count) {
        putInt(Platform.getInt(base, offset + 4L * i))
        i += 1
      }
    }
  }

  /** Appends the `length` bytes that lie at `offset` of `base`. */
  def putMemory(base: AnyRef, offset: Long, length: Int): Unit = {
    val target = Platform.BYTE_ARRAY_OFFSET + position
    Platform.copyMemory(base, offset, buffer.array, target.toLong, length.toLong)
    position += length
  }

  /**
   * Appends the first `length` bytes of `words`, at least four longs in the machine's order. The
   * first four are stored without a look at the length, and may touch as many bytes behind.
   */
  def putWords(words: Array[Long], length: Int): Unit = {
    val target = bytes
    val at = Platform.BYTE_ARRAY_OFFSET + position.toLong
    Platform.putLong(target, at, words(0))
    Platform.putLong(target, at + 8, words(1))
    Platform.putLong(target, at + 16, words(2))
    Platform.putLong(target, at + 24, words(3))
    var i = 4
    while (8 * i < length) {
      Platform.putLong(target, at + 8 * i, words(i))
      i += 1
    }
    position += length
  }

  def putBytes(values: Array[Byte]): Unit = putBytes(values, 0, values.length)

  def putBytes(values: Array[Byte], offset: Int, length: Int): Unit = {
    System.arraycopy(values, offset, buffer.array, position, length)
    position += length
  }

  def putInt(value: Int): Unit = {
    setInt(position, value)
    position += java.lang.Integer.BYTES
  }

  def putLong(value: Long): Unit = {
    setLong(position, value)
    position += java.lang.Long.BYTES
  }

  def setInt(at: Int, value: Int): Unit = buffer.putInt(at, value)

  def setLong(at: Int, value: Long): Unit = buffer.putLong(at, value)

  def setBytes(at: Int, values: Array[Byte]): Unit =
    System.arraycopy(values, 0, buffer.array, at, values.length)

  /** Sets a varint, and no byte behind it; returns the place behind it. */
  def setVarint(at: Int, value: Long): Int = Varint.writeExactly(buffer, at, value)

  /** Moves all bytes from `from` on `by` places towards the end, or the start; makes room. */
  def move(from: Int, by: Int): Unit = {
    reserve(by.toLong)
    System.arraycopy(buffer.array, from, buffer.array, from + by, position - from)
    position += by
  }
}

private object RecordBuffer {
  private def isLittleEndian: Boolean = ByteOrder.nativeOrder == ByteOrder.LITTLE_ENDIAN
  private val LargestArray = Int.MaxValue - 8

  /** A longer list is measured first, so as not to make room for ten bytes for each value. */
  private val Few = 1 << 20

  private def allocate(bytes: Int): ByteBuffer =
    ByteBuffer.wrap(new Array[Byte](bytes)).order(ByteOrder.LITTLE_ENDIAN)
}
