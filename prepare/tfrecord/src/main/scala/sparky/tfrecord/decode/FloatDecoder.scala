package sparky.tfrecord
package decode

import org.apache.spark.sql.catalyst.expressions.codegen.{UnsafeArrayWriter, UnsafeRowWriter}
import org.apache.spark.unsafe.Platform

import sparky.tfrecord.layout.FeatureKind
import sparky.tfrecord.wire.FloatList

/**
 * A `FloatList` as floats, bits as they are.
 *
 * @param allowNarrowing doubles, stored as bytes, are taken as well and rounded to nearest
 */
final private[tfrecord] class FloatDecoder(column: String, allowNarrowing: Boolean)
    extends ElementDecoder(column) {
  private val bits = new Array[Int](1)
  private val doubles = new ExactDoubles(column)

  override def elementSize: Int = java.lang.Float.BYTES

  override def one(list: ValueList, row: UnsafeRowWriter, ordinal: Int): Unit =
    if (isDoubles(list)) {
      list.requireOne(doubles.read(list), column)
      row.write(ordinal, doubles.values(0).toFloat)
    } else {
      list.requireOne(FloatList.count(list.input, list.from, list.to), column)
      FloatList.copy(list.input, list.from, list.to, bits, Platform.INT_ARRAY_OFFSET.toLong)
      row.write(ordinal, bits(0))
    }

  override def many(list: ValueList, array: UnsafeArrayWriter): Unit =
    if (isDoubles(list)) {
      val count = doubles.read(list)
      begin(array, count)
      for (i <- 0 until count) array.write(i, doubles.values(i).toFloat)
    } else {
      val elements = begin(array, FloatList.count(list.input, list.from, list.to))
      FloatList.copy(list.input, list.from, list.to, array.getBuffer, elements)
    }

  private def isDoubles(list: ValueList): Boolean = {
    val bytes = allowNarrowing && list.tag == FeatureKind.Bytes.tag
    if (!bytes) list.requireKind(FeatureKind.Floats, column)
    bytes
  }
}
