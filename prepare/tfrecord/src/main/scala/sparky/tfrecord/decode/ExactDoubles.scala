package sparky.tfrecord
package decode

import org.apache.spark.unsafe.Platform

import sparky.tfrecord.layout.FeatureKind
import sparky.tfrecord.wire.{BytesList, FloatList, Int64List}

/**
 * The values of a list of any kind as doubles that are exactly these values: doubles stored as eight
 * bytes each, floats, and such integers as a double holds.
 */
final private[tfrecord] class ExactDoubles(column: String) {
  import ExactDoubles._

  private var doubles = new Array[Double](1)
  private var floats = new Array[Float](1)

  /** The values that were read last, and what earlier lists left behind them. */
  def values: Array[Double] = doubles

  /** Reads all values of `list` and returns their number. */
  def read(list: ValueList): Int = {
    val count = list.count
    if (doubles.length < count) doubles = new Array[Double](count)
    if (list.tag == FeatureKind.Floats.tag) readFloats(list, count)
    else if (list.tag == FeatureKind.Int64s.tag) readIntegers(list, count)
    else readBytes(list)
    count
  }

  private def readFloats(list: ValueList, count: Int): Unit = {
    if (floats.length < count) floats = new Array[Float](count)
    FloatList.copy(list.input, list.from, list.to, floats, Platform.FLOAT_ARRAY_OFFSET.toLong)
    var i = 0
    while (i < count) {
      doubles(i) = floats(i).toDouble
      i += 1
    }
  }

  private def readIntegers(list: ValueList, count: Int): Unit = {
    Int64List.copy(list.input, list.from, list.to, doubles, Platform.DOUBLE_ARRAY_OFFSET.toLong)
    var i = 0
    while (i < count) {
      val value = java.lang.Double.doubleToRawLongBits(doubles(i))
      doubles(i) = value.toDouble
      if (doubles(i).toLong != value || doubles(i) == TwoToThe63) throw inexact(value)
      i += 1
    }
  }

  private def readBytes(list: ValueList): Unit = {
    val input = list.input
    var i = 0
    input.position = list.from
    while (input.position < list.to) {
      val end = BytesList.next(input, list.to)
      if (end >= 0) {
        doubles(i) = stored(input.bytes, input.position, end - input.position)
        input.position = end
        i += 1
      }
    }
  }

  private def stored(bytes: Array[Byte], from: Int, length: Int): Double =
    if (length == java.lang.Double.BYTES) littleEndian(bytes, from)
    else {
      throw new ValueException(
        s"column $column",
        "a double of 8 bytes",
        s"a value of $length bytes"
      )
    }

  private def inexact(value: Long): ValueException =
    new ValueException(s"column $column", "an integer that a double holds exactly", s"$value")
}

private[tfrecord] object ExactDoubles {

  /** What the largest long becomes, and becomes again when it is made a long. */
  private val TwoToThe63 = 9223372036854775808.0

  /** The double of the eight bytes at `from`. */
  def littleEndian(bytes: Array[Byte], from: Int): Double = {
    var bits = 0L
    var i = java.lang.Double.BYTES - 1
    while (i >= 0) {
      bits = bits << 8 | bytes(from + i) & 0xff
      i -= 1
    }
    java.lang.Double.longBitsToDouble(bits)
  }
}
