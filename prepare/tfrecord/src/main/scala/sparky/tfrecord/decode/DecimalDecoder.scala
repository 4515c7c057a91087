package sparky.tfrecord
package decode

import java.math.{BigDecimal, RoundingMode}

import org.apache.spark.sql.catalyst.expressions.codegen.{UnsafeArrayWriter, UnsafeRowWriter}
import org.apache.spark.sql.types.{Decimal, DecimalType}

import sparky.tfrecord.layout.FeatureKind
import sparky.tfrecord.wire.BytesList

/**
 * A `BytesList` of decimals as text, by the grammar of [[DecimalText]].
 *
 * @param allowNarrowing floats, and doubles stored as bytes, are taken as well and rounded to the
 *                       nearest decimal of the column's scale, ties away from zero
 */
final private[tfrecord] class DecimalDecoder(
    column: String,
    decimal: DecimalType,
    allowNarrowing: Boolean
) extends ElementDecoder(column) {
  import decimal.{precision, scale}

  private val doubles = new ExactDoubles(column)

  override def elementSize: Int = 8

  override def isBehind: Boolean = precision > Decimal.MAX_LONG_DIGITS

  override def one(list: ValueList, row: UnsafeRowWriter, ordinal: Int): Unit = {
    requireKind(list)
    list.requireOne(list.count, column)
    RowRoom.require(row, DecimalDecoder.LargeBytes, column)
    write(list, ordinal)(row.write(_, _, precision, scale))
  }

  override def many(list: ValueList, array: UnsafeArrayWriter): Unit = {
    requireKind(list)
    val count = list.count
    begin(array, count, DecimalDecoder.LargeBytes * count)
    write(list, 0)(array.write(_, _, precision, scale))
  }

  /** Where a decimal has over 18 digits, its place behind the fixed part is kept for it. */
  override def absent(row: UnsafeRowWriter, ordinal: Int): Unit =
    if (isBehind) row.write(ordinal, null: Decimal, precision, scale)
    else row.setNullAt(ordinal)

  private def write(list: ValueList, first: Int)(put: (Int, Decimal) => Unit): Unit =
    if (list.tag == FeatureKind.Floats.tag)
      for (i <- 0 until doubles.read(list)) put(first + i, rounded(doubles.values(i)))
    else {
      val input = list.input
      var ordinal = first
      input.position = list.from
      while (input.position < list.to) {
        val end = BytesList.next(input, list.to)
        if (end >= 0) {
          put(ordinal, parse(input.bytes, input.position, end))
          input.position = end
          ordinal += 1
        }
      }
    }

  private def parse(bytes: Array[Byte], from: Int, to: Int): Decimal = {
    val value = DecimalText.parse(bytes, from, to, precision, scale)
    if (value != null) Decimal(value, precision, scale)
    else if (allowNarrowing && to - from == java.lang.Double.BYTES)
      rounded(ExactDoubles.littleEndian(bytes, from))
    else throw failure(s"${decimal.catalogString} as text", ShownBytes(bytes, from, to))
  }

  private def rounded(value: Double): Decimal = {
    if (value.isNaN || value.isInfinite) throw outOfRange(value)
    val result = new BigDecimal(value).setScale(scale, RoundingMode.HALF_UP)
    if (result.precision > precision) throw outOfRange(value)
    Decimal(result, precision, scale)
  }

  private def outOfRange(value: Double): ValueException =
    failure(s"a number that ${decimal.catalogString} holds", s"$value")

  private def requireKind(list: ValueList): Unit =
    if (list.tag == FeatureKind.Floats.tag) {
      if (!allowNarrowing) throw list.otherKind(FeatureKind.Bytes.name, column)
    } else list.requireKind(FeatureKind.Bytes, column)
}

private object DecimalDecoder {

  /** A decimal behind the fixed part. */
  private val LargeBytes = 16L
}
