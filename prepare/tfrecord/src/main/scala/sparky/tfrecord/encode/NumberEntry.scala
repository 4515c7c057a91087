package sparky.tfrecord
package encode

import java.nio.{ByteBuffer, ByteOrder}

import sparky.tfrecord.layout.FeatureKind
import sparky.tfrecord.wire.{RecordBuffer, Varint}

/** A single integer. As it takes few bytes, what stands before it is made once for each number. */
final private[encode] class Int64Entry(
    name: String,
    source: StructSource,
    ordinal: Int,
    values: Int64Encoder
) extends FeatureEntry(name) {
  private val fronts =
    Array.tabulate(Varint.MaxBytes + 1)(new NumberFront(name, FeatureKind.Int64s, _))

  override def append(buffer: RecordBuffer): Unit = {
    val row = source.struct
    if (row != null && !row.isNullAt(ordinal)) {
      val value = values.value(row, ordinal)
      fronts(Varint.size(value)).append(buffer)
      buffer.putVarint(value)
    }
  }
}

/** A single float. */
final private[encode] class FloatEntry(
    name: String,
    source: StructSource,
    ordinal: Int,
    values: FloatEncoder
) extends FeatureEntry(name) {
  private val front = new NumberFront(name, FeatureKind.Floats, java.lang.Float.BYTES)

  override def append(buffer: RecordBuffer): Unit = {
    val row = source.struct
    if (row != null && !row.isNullAt(ordinal)) {
      val value = values.value(row, ordinal)
      front.append(buffer)
      buffer.putInt(java.lang.Float.floatToRawIntBits(value))
    }
  }
}

/** What stands before a list of one number of `bytes` bytes, with its entry's name. */
final private class NumberFront(name: String, kind: FeatureKind, bytes: Int) {
  private val front = MessageFront.of(ExampleTags.entry(name) ++ ExampleTags.list(kind), bytes)
  private val words = {
    val padded = front.padTo(math.max(4, (front.length + 7) / 8) * 8, 0.toByte)
    val longs = new Array[Long](padded.length / 8)
    ByteBuffer.wrap(padded).order(ByteOrder.nativeOrder).asLongBuffer.get(longs)
    longs
  }

  /** Appends it, and makes room for the number too. */
  def append(buffer: RecordBuffer): Unit = {
    buffer.reserve(8L * words.length + bytes)
    buffer.putWords(words, front.length)
  }
}
