package sparky.tfrecord
package decode

import org.apache.spark.sql.catalyst.expressions.codegen.{UnsafeArrayWriter, UnsafeRowWriter}
import org.apache.spark.unsafe.Platform

/** A list of any kind as doubles, where each value is one exactly. */
final private[tfrecord] class DoubleDecoder(column: String) extends ElementDecoder(column) {
  private val doubles = new ExactDoubles(column)

  override def elementSize: Int = java.lang.Double.BYTES

  override def one(list: ValueList, row: UnsafeRowWriter, ordinal: Int): Unit = {
    list.requireOne(doubles.read(list), column)
    row.write(ordinal, doubles.values(0))
  }

  override def many(list: ValueList, array: UnsafeArrayWriter): Unit = {
    val count = doubles.read(list)
    val elements = begin(array, count)
    val from = Platform.DOUBLE_ARRAY_OFFSET.toLong
    Platform.copyMemory(doubles.values, from, array.getBuffer, elements, 8L * count)
  }
}
