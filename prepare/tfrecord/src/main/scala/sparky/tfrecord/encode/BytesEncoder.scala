package sparky.tfrecord
package encode

import org.apache.spark.sql.catalyst.expressions.{SpecializedGetters, UnsafeArrayData, UnsafeRow}
import org.apache.spark.unsafe.types.UTF8String

import sparky.tfrecord.layout.FeatureKind
import sparky.tfrecord.wire.{RecordBuffer, Utf8}

/** Values that are bytes of a `BytesList`: each a field of its own. */
abstract private[encode] class BytesEncoder extends ValueEncoder(FeatureKind.Bytes) {

  /** Appends the tag and the length of a value, and makes room for it. */
  final protected def begin(length: Int, buffer: RecordBuffer): Unit = {
    buffer.reserve(BytesEncoder.LongestFront + length.toLong)
    buffer.putByte(ExampleTags.Value.toInt)
    buffer.putVarint(length.toLong)
  }

  final protected def append(text: UTF8String, buffer: RecordBuffer): Unit = {
    begin(text.numBytes, buffer)
    buffer.putMemory(text.getBaseObject, text.getBaseOffset, text.numBytes)
  }
}

private[encode] object BytesEncoder {
  private val LongestFront = 6

  /** A binary value, where it lies: in Spark's own memory it has the form of a string. */
  def binary(from: SpecializedGetters, ordinal: Int): UTF8String = from match {
    case _: UnsafeRow | _: UnsafeArrayData => from.getUTF8String(ordinal)
    case _                                 => UTF8String.fromBytes(from.getBinary(ordinal))
  }

  final class OfBinary extends BytesEncoder {
    override def append(from: SpecializedGetters, ordinal: Int, buffer: RecordBuffer): Unit =
      append(binary(from, ordinal), buffer)
  }

  final class OfString(name: String) extends BytesEncoder {
    override def append(from: SpecializedGetters, ordinal: Int, buffer: RecordBuffer): Unit = {
      val text = from.getUTF8String(ordinal)
      if (!Utf8.isValid(text.getBaseObject, text.getBaseOffset, text.numBytes)) throw invalid(text)
      append(text, buffer)
    }

    private def invalid(text: UTF8String): ValueException = {
      val shown = text.getBytes.take(ShownBytes).map(byte => f"$byte%02x").mkString(" ")
      val more = if (text.numBytes > ShownBytes) " …" else ""
      new ValueException(s"column $name", "UTF-8 (a binary column takes any bytes)", shown + more)
    }
  }

  /** Bytes of an invalid string that its message shows. */
  private val ShownBytes = 20

  /** Eight bytes, little-endian, their bits as they are. */
  final class OfDouble extends BytesEncoder {
    override def append(from: SpecializedGetters, ordinal: Int, buffer: RecordBuffer): Unit = {
      begin(java.lang.Double.BYTES, buffer)
      buffer.putLong(java.lang.Double.doubleToRawLongBits(from.getDouble(ordinal)))
    }
  }
}
