package sparky.prepare.encode

import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData
import org.apache.spark.sql.catalyst.util.{ArrayData, GenericArrayData}
import org.apache.spark.unsafe.Platform

import sparky.prepare.rank.ByteStringMap
import sparky.prepare.reject.RowJudge
import sparky.prepare.row.CategoricalField

/** Collects one feature of the rows of a record. */
sealed trait FeatureBuffer {

  /** Takes the present row's value as that of row `row` of the record. */
  def put(row: Int): Unit

  /** The value of the record's only row. */
  def scalar: Any

  /** The values of the first `rows` rows. */
  def list(rows: Int): ArrayData
}

/** A label, weight or numeric feature. */
final private class FloatBuffer(capacity: Int, value: () => Float) extends FeatureBuffer {
  private[this] val values = new Array[Float](capacity)

  def put(row: Int): Unit = values(row) = value()

  def scalar: Any = values(0)

  def list(rows: Int): ArrayData =
    UnsafeArrayData.fromPrimitiveArray(values, Platform.FLOAT_ARRAY_OFFSET, rows, 4)
}

/**
 * A categorical feature.
 *
 * @param ids
 *   the ids by value, the fill among them
 * @param unseen
 *   the id of any other value
 */
final private class IdBuffer(
    capacity: Int,
    judge: RowJudge,
    field: CategoricalField,
    ids: ByteStringMap,
    fillId: Long,
    unseen: Long
) extends FeatureBuffer {
  private[this] val values = new Array[Long](capacity)
  private[this] val scratch = new Array[Long](ids.longestWords)

  def put(row: Int): Unit = values(row) = if (field.isMissing) fillId else id

  def scalar: Any = values(0)

  def list(rows: Int): ArrayData =
    UnsafeArrayData.fromPrimitiveArray(values, Platform.LONG_ARRAY_OFFSET, rows, 8)

  private def id: Long = {
    val found = ids.get(judge.reader.lines.bytes, field.start, field.end, scratch)
    if (found == 0) unseen else found
  }
}

/** A key, from a column of the log or made of the row's place in it. */
final private class KeyBuffer(capacity: Int, value: () => Array[Byte]) extends FeatureBuffer {
  private[this] val values = new Array[Any](capacity)

  def put(row: Int): Unit = values(row) = value()

  def scalar: Any = values(0)

  def list(rows: Int): ArrayData = new GenericArrayData(values.take(rows))
}
