package sparky.prepare.encode

import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData
import org.apache.spark.sql.catalyst.util.{ArrayData, GenericArrayData}
import org.apache.spark.unsafe.Platform

import sparky.prepare.rank.ValueMap
import sparky.prepare.reject.RowJudge
import sparky.prepare.row.{CategoricalField, RowBatch}

/** Collects one feature of the rows of a record. */
sealed trait FeatureBuffer {

  /** Looks at the present batch, before any row of it is taken. */
  def load(): Unit = ()

  /** Takes `count` rows of the batch, from row `from` on, as those of the record from `at` on. */
  def take(from: Int, count: Int, at: Int): Unit

  /** The value of the record's only row. */
  def scalar: Any

  /** The values of the first `rows` rows. */
  def list(rows: Int): ArrayData
}

/**
 * A label, weight or numeric feature.
 *
 * @param batch
 *   the values of the present batch
 */
final private class FloatBuffer(capacity: Int, batch: Array[Float]) extends FeatureBuffer {
  private[this] val values = new Array[Float](capacity)

  def take(from: Int, count: Int, at: Int): Unit =
    System.arraycopy(batch, from, values, at, count)

  def scalar: Any = values(0)

  def list(rows: Int): ArrayData =
    UnsafeArrayData.fromPrimitiveArray(values, Platform.FLOAT_ARRAY_OFFSET, rows, 4)
}

/**
 * A categorical feature.
 *
 * @param map
 *   the ids by value, the fill among them
 * @param unseen
 *   the id of any other value
 */
final private[encode] class IdBuffer(
    capacity: Int,
    judge: RowJudge,
    field: CategoricalField,
    map: ValueMap,
    fillId: Long,
    unseen: Long
) extends FeatureBuffer {
  private[this] val values = new Array[Long](capacity)
  private[this] val scratch = map.scratch

  /** The ids of the present batch. */
  val ids: Array[Long] = new Array[Long](RowBatch.Capacity)

  override def load(): Unit = map.idsOf(field, judge.batch, fillId, unseen, scratch, ids)

  def take(from: Int, count: Int, at: Int): Unit =
    System.arraycopy(ids, from, values, at, count)

  def scalar: Any = values(0)

  def list(rows: Int): ArrayData =
    UnsafeArrayData.fromPrimitiveArray(values, Platform.LONG_ARRAY_OFFSET, rows, 8)
}

/**
 * A key, from a column of the log or made of the row's place in it.
 *
 * @param key
 *   the key of a row of the present batch
 */
final private class KeyBuffer(capacity: Int, key: Int => Array[Byte]) extends FeatureBuffer {
  private[this] val values = new Array[Any](capacity)

  def take(from: Int, count: Int, at: Int): Unit =
    (0 until count).foreach(i => values(at + i) = key(from + i))

  def scalar: Any = values(0)

  def list(rows: Int): ArrayData = new GenericArrayData(values.take(rows))
}
